"""The rooms: answers run in one, tests in another, and only values pass between."""
