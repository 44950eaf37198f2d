"""The house rules, a test each; and proof that each of them can fail."""

from pathlib import Path

import pytest

import structure

ROOT = Path(__file__).resolve().parent.parent

MAKEFILE = """\
rooms := base loop plan ui commands
opens_base :=
opens_loop := base
opens_plan := base ui
opens_ui := base
opens_commands := $(filter-out commands,$(rooms))
all: ; @:
"""

GUARD = "#ifndef {0}\n#define {0}\n{1}\n#endif\n"

LONG = "int long_one(void)\n{\n" + "\t;\n" * 60 + "}\n"

# rule -> files of a tree that breaks it, and where the finding must point.
BROKEN = {
    "rooms_open_only_rooms_before_them": ({"src/base/a.c": ""}, "Makefile:1:"),
    "doors_are_opened_as_the_table_says": (
        {"src/loop/a.c": '#include "clau/base.h"\n#include "clau/ui.h"\n'}, "src/loop/a.c:2:"),
    "private_headers_stay_in_their_room": (
        {"src/loop/a.c": '\n#include "../base/x.h"\n', "src/base/x.h": ""}, "src/loop/a.c:2:"),
    "foreign_libraries_live_in_one_room": (
        {"src/ui/a.c": "#include <curl/curl.h>\n"}, "src/ui/a.c:1:"),
    "plan_is_pure": ({"src/plan/a.c": "#include <time.h>\n"}, "src/plan/a.c:1:"),
    "only_ui_writes_to_the_terminal": (
        {"src/base/a.c": '/* printf("") */\n\tprintf("x");\n'}, "src/base/a.c:2:"),
    "only_main_exits": ({"src/base/a.c": "\n\n\texit(1);\n"}, "src/base/a.c:3:"),
    "banned_calls": ({"src/base/a.c": '\tx = "atoi(";\n\ty = atoi(z);\n'}, "src/base/a.c:2:"),
    "memory_comes_from_base": ({"src/ui/a.c": "\tbase_free(x);\n\tfree(x);\n"}, "src/ui/a.c:2:"),
    "no_function_is_too_long": ({"src/ui/a.c": LONG}, "src/ui/a.c:1:"),
    "functions_are_short_as_a_rule": (
        {"src/ui/a.c": "int one(void)\n{\n" + "\t;\n" * 13 + "}\n"}, "src:1:"),
    "no_file_is_too_long": ({"src/ui/a.c": "\n" * 501}, "src/ui/a.c:500:"),
    "lines_fit": ({"src/ui/a.c": 
        "// clang-format off\n" + "x" * 200 + "\n// clang-format on\n\t" + "x" * 93 + "\n"},
        "src/ui/a.c:4:"),
    "headers_have_guards": ({"include/clau/ui.h": "int a;\n"}, "include/clau/ui.h:1:"),
    "public_functions_have_their_contract": (
        {"include/clau/ui.h": GUARD.format("CLAU_UI_H", "\n/* told */\nint a(void);\n\nint b(void);\n")},
        "include/clau/ui.h:7:"),
}


@pytest.fixture(scope="module")
def tree():
    return structure.Tree(ROOT)


@pytest.mark.parametrize("name", structure.RULES)
def test_the_sources_keep(tree, name):
    assert list(structure.RULES[name](tree)) == []


def plant(root, files):
    (root / "Makefile").write_text(MAKEFILE)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return structure.Tree(root)


@pytest.mark.parametrize("name", structure.RULES)
def test_a_bad_tree_breaks(tmp_path, name):
    files, where = BROKEN[name]
    found = list(structure.RULES[name](plant(tmp_path, files)))
    assert len(found) == 1
    assert found[0].startswith(where)


@pytest.mark.parametrize("header", ["uv.h", "curl/curl.h", "yaml.h", "cjson/cJSON.h", "archive.h",
                                    "archive_entry.h", "openssl/evp.h"])
def test_each_library_has_its_room(tmp_path, header):
    tree = plant(tmp_path, {"src/base/a.c": f"#include <{header}>\n"})
    assert list(structure.rule_foreign_libraries_live_in_one_room(tree))


def test_a_good_tree_is_left_in_peace(tmp_path):
    tree = plant(tmp_path, {
        "include/clau/base.h": GUARD.format("CLAU_BASE_H", "\n/* Adds. */\nint add(int a);\n"),
        "src/base/add.c": '#include "clau/base.h"\n#include "own.h"\n\nint add(int a)\n{\n'
                          '\treturn a; /* exit(1) */\n}\n',
        "src/base/own.h": GUARD.format("OWN_H", ""),
        "src/ui/out.c": '#include <stdio.h>\nvoid out(void)\n{\n\tprintf("free(%d)", 1);\n}\n',
        "src/main.c": '#include "clau/commands.h"\nint main(void)\n{\n\texit(0);\n}\n',
    })
    for name, rule in structure.RULES.items():
        if name != "rooms_open_only_rooms_before_them":  # the planted table is wrong on purpose
            assert list(rule(tree)) == [], name
