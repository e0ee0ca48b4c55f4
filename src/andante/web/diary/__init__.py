"""The diary: check-in, history, edit, what may be new or worrying. Writes rows and nothing else; knows no engine."""
