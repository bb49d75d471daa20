#!/usr/bin/env bash
# clean - removes build/ and .venv; data (avocet-data) and a running broker are left alone
rm -rf "$ROOT/build" "$VENV"
