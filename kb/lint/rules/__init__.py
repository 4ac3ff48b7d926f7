"""One module for each rule. Its docstring is its manual; `kb.lint.rule.load_rules` finds it by being here."""
