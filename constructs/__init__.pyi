# For type checkers and editors only; Python itself must find no __init__ here, so that this folder
# and the PyPI package `constructs` are one package at run time. A checker takes the first of the
# two alone, so this stub passes on the package's names from a link that `make setup` places.
from constructs_package import *
