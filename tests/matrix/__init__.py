"""Who may do what: every operation of the API as every role, in every state, with bad input."""
