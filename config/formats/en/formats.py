"""The month is spelled out: 3/4 is March to one reader and April to another."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, g:i A T"
