"""Pages that only a browser can read: `renderer_for` gives a crawler process its renderer.

The browser asks nobody. Every request of a page comes to us, is judged and fetched as any other fetch of the source,
and the browser is handed the answer; its own way to the network leads nowhere.
"""

from crawler.rendering.reach import renderer_for
from crawler.rendering.renderer import Renderer, is_rendered

__all__ = ["Renderer", "is_rendered", "renderer_for"]
