"""Programmes, edited without code."""
