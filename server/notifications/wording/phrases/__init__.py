"""The words of each kind of notification, by subject: kind -> locale -> title and body.

What stands in braces is a fact; a line of the body is a paragraph.
"""
