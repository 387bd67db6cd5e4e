"""Makes one site of docs/ and of the files of the course that its pages link to, and checks what comes out.

A page links to other files as they lie in the repository: ../labs/01_avg_pool/README.md. Every file that is linked to
becomes a part of the site, and each link is turned to where it lies there. What is wrong is a warning, which
`mkdocs build --strict` ends on: a link to nothing, an anchor that is not there, a request to another host.
"""
import html.parser
import logging
import os
import pathlib
import posixpath
import re
import urllib.parse

from mkdocs.structure.files import File

log = logging.getLogger("mkdocs.plugins.gaplab")
root = pathlib.Path(__file__).resolve().parents[2]

# Inline links and images; what is in code is no link.
code = re.compile(r"^```.*?^```|`(?:[^`\n]|\n(?!\n))*`|^(?: {4}|\t).*?$", re.MULTILINE | re.DOTALL)
link = re.compile(r"(!?\[(?:[^\]\\]|\\.)*\]\()([^)\s]+)(\))")


def repository_path(src_path):
    """Where a page of the site lies in the repository: pages of docs/ without it, all others as they are."""
    return posixpath.join("docs", src_path) if (root / "docs" / src_path).exists() else src_path


def site_path(path):
    return path[len("docs/"):] if path.startswith("docs/") else path


def outside_code(markdown, replace):
    """Applies replace to each link of the text that is not code."""
    parts, at = [], 0
    for match in code.finditer(markdown):
        parts += [link.sub(replace, markdown[at:match.start()]), match.group()]
        at = match.end()
    return "".join(parts) + link.sub(replace, markdown[at:])


def target_of(page, url):
    """The file in the repository that a relative link means, and its anchor; None for other links."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme or parts.netloc or not parts.path:
        return None, parts.fragment
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), urllib.parse.unquote(parts.path)))
    return path, parts.fragment


def on_files(files, config):
    """Adds the README and every file outside of docs/ that a page links to, and so on from there."""
    for file in list(files):
        if file.src_path.startswith("site/") and file.src_path.endswith(".py"):
            files.remove(file)
    todo = [repository_path(file.src_path) for file in files.documentation_pages()] + ["README.md"]
    seen = set(todo)
    while todo:
        path = todo.pop()
        if not path.startswith("docs/"):
            files.append(File(path, str(root), config["site_dir"], config["use_directory_urls"]))
        if not path.endswith(".md"):
            continue

        def follow(match):
            target, _ = target_of(path, match.group(2))
            if target and target not in seen:
                if (root / target).is_file():
                    seen.add(target)
                    if not target.startswith("docs/"):
                        todo.append(target)
                else:
                    log.warning("%s: there is no %s", path, match.group(2))
            return match.group()

        outside_code((root / path).read_text(encoding="utf-8"), follow)
    return files


def on_page_markdown(markdown, page, config, files):
    here = repository_path(page.file.src_path)
    for match in re.finditer(r"\w\*\w|\w<\w|<\w+\(", code.sub("", markdown)):
        log.warning("%s: %s is no text: a product or a comparison belongs in a code span", here, match.group())

    def turn(match):
        target, fragment = target_of(here, match.group(2))
        if not target:
            return match.group()
        way = posixpath.relpath(site_path(target), posixpath.dirname(page.file.src_path) or ".")
        return match.group(1) + way + ("#" + fragment if fragment else "") + match.group(3)

    return outside_code(markdown, turn)


class Links(html.parser.HTMLParser):
    """What a page has to be linked to, what it links to, and what it loads."""

    def __init__(self):
        super().__init__()
        self.ids, self.links, self.loads = set(), [], []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        elif tag == "link" and values.get("rel") not in ("canonical", "next", "prev"):
            self.loads.append(values.get("href") or "")
        elif values.get("src"):
            self.loads.append(values["src"])


def on_post_build(config):
    site = pathlib.Path(config["site_dir"])
    pages = {}
    for path in sorted(site.rglob("*.html")):
        pages[path] = Links()
        pages[path].feed(path.read_text(encoding="utf-8"))
    for path, page in pages.items():
        name = path.relative_to(site)
        if name.name == "404.html":
            continue
        for url in page.links + page.loads:
            parts = urllib.parse.urlsplit(url)
            if parts.scheme or parts.netloc:
                if url in page.loads and parts.scheme != "data":
                    log.warning("%s loads %s: nothing may come from another host", name, url)
                continue
            target = path if not parts.path else pathlib.Path(
                os.path.normpath(path.parent / urllib.parse.unquote(parts.path)))
            if not target.exists():
                log.warning("%s: there is no %s", name, url)
            elif parts.fragment and target in pages and urllib.parse.unquote(parts.fragment) not in pages[target].ids:
                log.warning("%s: %s has no such anchor", name, url)
    for path in site.rglob("*.css"):
        for url in re.findall(r"(?:url\(|@import )[\"']?(https?:)?//", path.read_text(encoding="utf-8")):
            log.warning("%s loads something from another host", path.relative_to(site))
