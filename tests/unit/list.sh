#!/bin/sh
# Prints the main() of a room's unit tests: one cmocka entry for each function test_<room>__<what>.
set -eu
names=$(sed -n 's/^void \(test_[a-z0-9_]*\)(void \*\*.*/\1/p' "$@")
echo '#include <stdarg.h>'
echo '#include <stddef.h>'
echo '#include <stdint.h>'
echo '#include <setjmp.h>'
echo '#include <cmocka.h>'
for name in $names; do echo "void $name(void **state);"; done
echo 'int main(void)'
echo '{'
echo '	const struct CMUnitTest tests[] = {'
for name in $names; do echo "		cmocka_unit_test($name),"; done
echo '	};'
echo '	return cmocka_run_group_tests(tests, NULL, NULL);'
echo '}'
