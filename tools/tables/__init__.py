"""The generated tables of `kb/codes/tables`: read from public headers, judged, written. Not shipped."""
