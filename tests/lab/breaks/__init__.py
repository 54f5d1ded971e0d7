"""How to break the lab's world, a module per part of the domain list: the table in `tests.lab.cases` names them."""
