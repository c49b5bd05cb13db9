"""Find cars: filters, words with typing errors, sorts, pages, saved searches."""
