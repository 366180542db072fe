"""Scrapy spiders, one for each group of newspapers."""
