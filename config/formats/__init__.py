"""How languages write days, where their way is not the order of words that the pages ask for."""
