#!/usr/bin/env bash
# setup [GROUP...] - installs what is missing for all commands, or for some; quiet when nothing is
#
#   ./dev setup            compilers, libraries, clang 19, Java and Maven, the Python environment
#   ./dev setup GROUP...   only some of: build test bench counts clang python kafka
#
# Every other command sets up what it needs by itself, so this is never a must. Packages come from apt (as root or
# with sudo); what is already there, from wherever, is left alone. Python packages go to .venv in this checkout.
[ $# -gt 0 ] || set -- build test bench counts clang python kafka
setup_for "$@"
[[ " $* " != *" python "* ]] || python_tools
