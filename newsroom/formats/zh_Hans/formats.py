"""Dates in Chinese where Django writes the month with a zero before it: 1月5日, not 01月5日."""

MONTH_DAY_FORMAT = "n月j日"
