"""A car as a buyer reads it before paying money for it: photos, condition, equipment; no price of the dealer's."""
