"""The records of the data sets as types of each language, so that every typed peer fills the same structs.

  types.py rust|go|cpp DATA_DIRECTORY      prints the source text

Made from the readers' schemas when the peers are built. What is needed of Avro is little: records, enums, arrays, maps, unions
with null, and unions of more branches, which become an enum (Rust), `any` (Go) or a variant (C++).
"""
import json
import pathlib
import sys

PRIMITIVES = {
    "rust": {"null": "()", "boolean": "bool", "int": "i32", "long": "i64", "float": "f32", "double": "f64"},
    "go": {"boolean": "bool", "int": "int", "long": "int64", "float": "float32", "double": "float64", "string": "string",
           "bytes": "[]byte"},
    "cpp": {"null": "std::monostate", "boolean": "bool", "int": "std::int32_t", "long": "std::int64_t", "float": "float",
            "double": "double"},
}


def capital(name):
    return "".join(part.capitalize() for part in name.split("_"))


class Types:
    """The named types of one schema, innermost first."""

    def __init__(self, schema):
        self.named = {}  # name: definition, in the order in which they are complete
        self.open = set()
        self.root = schema["name"]
        self.recursive = set()
        self.collect(schema)

    def collect(self, schema):
        if isinstance(schema, list):
            for branch in schema:
                self.collect(branch)
        elif isinstance(schema, dict):
            if schema["type"] == "array":
                self.collect(schema["items"])
            elif schema["type"] == "map":
                self.collect(schema["values"])
            elif schema["type"] in ("record", "enum"):
                self.open.add(schema["name"])
                for field in schema.get("fields", []):
                    self.collect(field["type"])
                self.open.discard(schema["name"])
                self.named[schema["name"]] = schema
        elif schema in self.open:
            self.recursive.add(schema)

    def has_text(self, schema, seen=()):
        """Does a value of this type hold text or bytes, so that it can borrow from the input?"""
        if isinstance(schema, list):
            return any(self.has_text(branch, seen) for branch in schema)
        if isinstance(schema, str):
            if schema in self.named and schema not in seen:
                return self.has_text(self.named[schema], (*seen, schema))
            return schema in ("string", "bytes")
        if schema["type"] == "record":
            return any(self.has_text(field["type"], (*seen, schema["name"])) for field in schema["fields"])
        return schema["type"] == "map" or (schema["type"] == "array" and self.has_text(schema["items"], seen))


def name_of(schema):
    """The name by which a type is used: of a primitive, a named type, "array" or "map"."""
    if isinstance(schema, str):
        return schema
    return schema["name"] if schema["type"] in ("record", "enum") else schema["type"]


def optional_branch(schema):
    """T of ["null", T], or None."""
    return schema[1] if isinstance(schema, list) and len(schema) == 2 and schema[0] == "null" else None


# Rust

def rust_union_name(schema):
    return "".join(capital(name_of(branch)) for branch in schema) + "Union"


def rust_type(types, schema, borrowed):
    life = "<'a>" if borrowed and types.has_text(schema) else ""
    if isinstance(schema, list):
        branch = optional_branch(schema)
        return f"Option<{rust_type(types, branch, borrowed)}>" if branch else rust_union_name(schema) + life
    name = name_of(schema)
    if name in PRIMITIVES["rust"]:
        return PRIMITIVES["rust"][name]
    if name == "string":
        return "&'a str" if borrowed else "String"
    if name == "bytes":
        return "&'a [u8]" if borrowed else "Vec<u8>"
    if name == "array":
        return f"Vec<{rust_type(types, schema['items'], borrowed)}>"
    if name == "map":
        return f"HashMap<{'&' + chr(39) + 'a str' if borrowed else 'String'}, {rust_type(types, schema['values'], borrowed)}>"
    return f"Box<{name}{life}>" if name in types.recursive else name + life


def rust_field(types, field, borrowed):
    type_text = rust_type(types, field["type"], borrowed)
    attributes = [f'alias = "{alias}"' for alias in field.get("aliases", [])]
    if "default" in field:
        attributes.append(f'default = "default_{field["name"]}"')
    if field["type"] == "bytes":
        attributes.append('with = "serde_bytes"')
    if "'a" in type_text and not type_text.startswith("&"):
        attributes.append("borrow")
    return (f"    #[serde({', '.join(attributes)})]\n" if attributes else "") + f"    pub {field['name']}: {type_text},\n"


def rust_dump(field):
    if field["type"] == "bytes":
        return f"        crate::dump_bytes(&self.{field['name']}, out);\n"
    return f"        self.{field['name']}.dump(out);\n"


def rust_default(types, field, borrowed):
    value = {"null": "None", "true": "true"}.get(json.dumps(field["default"]), json.dumps(field["default"]))
    if field["type"] == "string" and not borrowed:
        value += ".to_owned()"
    type_text = rust_type(types, field["type"], borrowed)
    return f"fn default_{field['name']}{'<' + chr(39) + 'a>' if chr(39) in type_text else ''}() -> {type_text} {{\n    {value}\n}}\n"


def rust_union(types, schema, borrowed):
    name = rust_union_name(schema)
    life = "<'a>" if borrowed and types.has_text(schema) else ""
    variants, arms = "", ""
    for branch in schema:
        variant = capital(name_of(branch)) if name_of(branch) not in types.named else name_of(branch)
        if branch == "null":
            # With a value: serde_avro_fast writes a variant without one as its name, into the string branch.
            variants += "    Null(()),\n"
            arms += f"            {name}::Null(value) => value.dump(out),\n"
        else:
            inner = rust_type(types, branch, borrowed)
            borrow = "#[serde(borrow)] " if "'a" in inner and not inner.startswith("&") else ""
            variants += f"    {variant}({borrow}{inner}),\n"
            arms += f"            {name}::{variant}(value) => value.dump(out),\n"
    return (f"#[derive(Serialize, Deserialize)]\npub enum {name}{life} {{\n{variants}}}\n"
            f"impl{life} Dump for {name}{life} {{\n    fn dump(&self, out: &mut Vec<u8>) {{\n        match self {{\n{arms}        }}\n"
            "    }\n}\n")


def rust_module(types, borrowed):
    text, unions = "", {}
    for name, schema in types.named.items():
        life = "<'a>" if borrowed and types.has_text(schema) else ""
        if schema["type"] == "enum":
            arms = "".join(f"            {name}::{symbol} => \"{symbol}\".dump(out),\n" for symbol in schema["symbols"])
            text += (f"#[derive(Serialize, Deserialize)]\npub enum {name} {{\n    {', '.join(schema['symbols'])},\n}}\n"
                     f"impl Dump for {name} {{\n    fn dump(&self, out: &mut Vec<u8>) {{\n        match self {{\n{arms}        }}\n"
                     "    }\n}\n")
            continue
        fields = schema["fields"]
        for field in fields:
            if isinstance(field["type"], list) and not optional_branch(field["type"]):
                unions[rust_union_name(field["type"])] = field["type"]
        text += "".join(rust_default(types, field, borrowed) for field in fields if "default" in field)
        text += (f"#[derive(Serialize, Deserialize)]\npub struct {name}{life} {{\n"
                 + "".join(rust_field(types, field, borrowed) for field in fields)
                 + f"}}\nimpl{life} Dump for {name}{life} {{\n    fn dump(&self, out: &mut Vec<u8>) {{\n"
                 + "".join(rust_dump(field) for field in fields) + "    }\n}\n")
    text += "".join(rust_union(types, schema, borrowed) for schema in unions.values())
    life = "<'a>" if borrowed and types.has_text(types.named[types.root]) else ""
    text += f"pub struct Root;\nimpl Family for Root {{\n    type Of<'a> = {types.root}{life};\n}}\n"
    if not borrowed:
        text += f"impl OwnedFamily for Root {{\n    type Of = {types.root};\n}}\n"
    head = "use std::collections::HashMap;\n\nuse crate::{Dump, Family, OwnedFamily};\nuse serde::{Deserialize, Serialize};\n\n"
    return "#[allow(unused_imports, non_camel_case_types, clippy::all)]\n" + \
        f"pub mod {'borrowed' if borrowed else 'owned'} {{\n{head}{text}}}\n"


def rust(sets):
    text = "// The data sets' types: made by bench/avro/types.py.\n"
    for name, types in sets.items():
        text += f"pub mod {name} {{\n{rust_module(types, True)}{rust_module(types, False)}}}\n"
    arms = "".join(f'            "{name}" => $call::<$crate::types::{name}::$strings::Root>($($argument),*),\n' for name in sets)
    return text + ("// Calls a function that is generic in the family of a data set's types.\n#[macro_export]\nmacro_rules! with_set {\n"
                   "    ($name:expr, $strings:ident, $call:ident($($argument:expr),*)) => {\n        match $name {\n" + arms +
                   '            other => Err(format!("unknown data set {other}")),\n        }\n    };\n}\n')


# Go

def go_type(types, schema):
    if isinstance(schema, list):
        branch = optional_branch(schema)
        return "*" + go_type(types, branch) if branch else "any"
    name = name_of(schema)
    if name in PRIMITIVES["go"]:
        return PRIMITIVES["go"][name]
    if name == "array":
        return "[]" + go_type(types, schema["items"])
    if name == "map":
        return "map[string]" + go_type(types, schema["values"])
    return "string" if types.named.get(name, schema if isinstance(schema, dict) else {}).get("type") == "enum" else name


def go(sets):
    text = "// Code generated by bench/avro/types.py from the data sets' schemas. DO NOT EDIT.\n\n// Package types has the data sets' " \
           "types.\npackage types\n"
    for name, types in sets.items():
        for type_name, schema in types.named.items():
            if schema["type"] != "record":
                continue
            text += f"\ntype {type_name} struct {{\n"
            for field in schema["fields"]:
                text += f"\t{capital(field['name'])} {go_type(types, field['type'])} `avro:\"{field['name']}\"`\n"
            text += "}\n"
    text += "\n// Roots has a new value of each data set's root type.\nvar Roots = map[string]func() any{\n"
    text += "".join(f'\t"{name}": func() any {{ return new({types.root}) }},\n' for name, types in sets.items())
    text += "}\n\n// Branches has the records of unions with more than one other branch.\nvar Branches = map[string]any{\n"
    branches = {name_of(branch) for types in sets.values() for schema in types.named.values() for field in schema.get("fields", [])
                if isinstance(field["type"], list) and not optional_branch(field["type"]) for branch in field["type"]
                if name_of(branch) in types.named}
    return text + "".join(f'\t"{name}": {name}{{}},\n' for name in sorted(branches)) + "}\n"


# C++

def cpp_type(types, schema, borrowed):
    if isinstance(schema, list):
        branch = optional_branch(schema)
        if branch:
            inner = cpp_type(types, branch, borrowed)
            return f"std::unique_ptr<{inner}>" if name_of(branch) in types.recursive else f"std::optional<{inner}>"
        return f"std::variant<{', '.join(cpp_type(types, branch, borrowed) for branch in schema)}>"
    name = name_of(schema)
    if name in PRIMITIVES["cpp"]:
        return PRIMITIVES["cpp"][name]
    if name == "string":
        return "std::string_view" if borrowed else "std::string"
    if name == "bytes":
        return "std::span<const std::uint8_t>" if borrowed else "std::vector<std::uint8_t>"
    if name == "array":
        return f"std::vector<{cpp_type(types, schema['items'], borrowed)}>"
    if name == "map":
        value = cpp_type(types, schema["values"], borrowed)
        return f"std::vector<std::pair<std::string_view, {value}>>" if borrowed else f"std::map<std::string, {value}>"
    return name


def cpp_namespace(sets, borrowed):
    text, calls = "", ""
    for set_name, types in sets.items():
        text += f"namespace {set_name} {{\n"
        for name, schema in types.named.items():
            if schema["type"] == "enum":
                text += f"enum class {name} : std::uint8_t {{ {', '.join(schema['symbols'])} }};\n"
            else:
                text += f"struct {name} {{\n" + "".join(f"  {cpp_type(types, field['type'], borrowed)} {field['name']}{{}};\n"
                                                        for field in schema["fields"]) + "};\n"
        text += f"}}  // namespace {set_name}\n\n"
        calls += f'  if (set == "{set_name}") call(std::type_identity<{set_name}::{types.root}>());\n'
    return (text + "// Calls `call` with the identity of the data set's root type.\ntemplate <class Call>\n"
            f"void with_type(std::string_view set, Call call) {{\n{calls}}}\n")


def cpp(sets):
    headers = "cstdint map memory optional span string string_view type_traits utility variant vector".split()
    text = "// data_types.h - the data sets' types: made by bench/avro/types.py.\n#pragma once\n\n"
    text += "".join(f"#include <{header}>\n" for header in headers)
    for name in ("borrowed", "owned"):
        text += f"\nnamespace avocet::bench::{name} {{\n\n"
        text += cpp_namespace(sets, name == "borrowed") + f"\n}}  // namespace avocet::bench::{name}\n"
    return text


def main():
    language, data = sys.argv[1], pathlib.Path(sys.argv[2])
    sets = {}
    for directory in sorted(path for path in data.iterdir() if path.is_dir()):
        sets[directory.name] = Types(json.loads((directory / "reader.avsc").read_text(encoding="utf-8")))
    sys.stdout.write({"rust": rust, "go": go, "cpp": cpp}[language](sets))


if __name__ == "__main__":
    main()
