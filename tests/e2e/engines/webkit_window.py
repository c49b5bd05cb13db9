"""A window of WebKitGTK of a phone's size; MiniBrowser's own is never so narrow. Run by Debian's Python, which has gi.

Arguments: width, height, and the script that every page runs first.
"""

import sys

import gi

gi.require_versions({"Gtk": "3.0", "WebKit2": "4.1"})
from gi.repository import Gtk, WebKit2  # noqa: E402, the versions have to be chosen before


def main(width: str, height: str, early: str) -> None:
    """Open the window, and leave it to the driver."""
    first = WebKit2.UserScript.new(
        early, WebKit2.UserContentInjectedFrames.TOP_FRAME, WebKit2.UserScriptInjectionTime.START, None, None
    )
    content = WebKit2.UserContentManager()
    content.add_script(first)
    context = WebKit2.WebContext.new_ephemeral()
    context.set_automation_allowed(True)
    view = WebKit2.WebView(web_context=context, user_content_manager=content, is_controlled_by_automation=True)
    context.connect("automation-started", lambda _, session: automate(session, view))
    window = Gtk.Window(decorated=False)
    window.set_default_size(int(width), int(height))
    window.add(view)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    Gtk.main()


def automate(session: WebKit2.AutomationSession, view: WebKit2.WebView) -> None:
    """Say who we are: the driver accepts MiniBrowser alone."""
    info = WebKit2.ApplicationInfo()
    info.set_name("MiniBrowser")
    info.set_version(WebKit2.MAJOR_VERSION, WebKit2.MINOR_VERSION, WebKit2.MICRO_VERSION)
    session.set_application_info(info)
    session.connect("create-web-view", lambda *_: view)


main(*sys.argv[1:4])
