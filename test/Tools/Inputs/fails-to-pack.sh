#!/bin/sh
# The exit status 1 says that the failure is still there.
! tern-opt --tern-pack-weights "$1" 2>&1 | grep -q "reads the ternary parameter"
