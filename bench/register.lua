-- register.lua - wrk script: every request registers a schema that nobody has registered before.
-- Environment: SUBJECTS, over how many subjects the schemas are spread.
local subjects = tonumber(os.getenv("SUBJECTS") or "1000")
local first = tonumber(os.getenv("FIRST") or "0")
local count = first

request = function()
  count = count + 1
  local schema = string.format(
    '{\\"type\\":\\"record\\",\\"name\\":\\"R%d\\",\\"namespace\\":\\"org.example.bench\\",\\"fields\\":[' ..
    '{\\"name\\":\\"id\\",\\"type\\":\\"string\\",\\"doc\\":\\"what the event is about\\"},' ..
    '{\\"name\\":\\"at\\",\\"type\\":{\\"type\\":\\"long\\",\\"logicalType\\":\\"timestamp-millis\\"}},' ..
    '{\\"name\\":\\"amount%d\\",\\"type\\":[\\"null\\",\\"double\\"],\\"default\\":null},' ..
    '{\\"name\\":\\"tags\\",\\"type\\":{\\"type\\":\\"array\\",\\"items\\":\\"string\\"},\\"default\\":[]}]}', count, count)
  local path = string.format("/subjects/bench-%d-value/versions", count % subjects)
  return wrk.format("POST", path, {["Content-Type"] = "application/vnd.schemaregistry.v1+json"}, '{"schema":"' .. schema .. '"}')
end
