"""The one exception that speaks to a person."""


class CaopanError(Exception):
    """Something a person can mend: one sentence with what, where and what to do.

    The command lines print the sentence and leave with exit code 2; a notebook shows it as it is.

    >>> raise CaopanError("no table 'order_lines': did you mean 'order_line'?")
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: no table 'order_lines': did you mean 'order_line'?
    """
