"""What the first of the processes loads, and its forks have for nothing: the whole site."""

import django

django.setup()
