"""axe in a browser: what it finds on a page, in its dialogs and menus, in both themes."""

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.hands import settled

# What WCAG 2.2 asks for at A and AA, and axe's own good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# The same on every page: looked at once, on the first.
FRAME = [".topbar", "#header", "#nav-sidebar"]
# Further rows of a table are made as the first.
ROWS = ["tbody tr:nth-child(n+6)"]
# Django's own: a sign whose name stands where axe wants none, and heads without a column.
DJANGOS = [".help-tooltip.search-label-icon", ".inline-group thead th:empty"]
# All rules in the light theme; in the dark one only colours are others. Without transitions, whose
# first moment still has the colours of the other theme.
LOOK = """async ([tags, include, exclude]) => {
    const calm = new CSSStyleSheet();
    calm.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important }");
    document.adoptedStyleSheets = [calm];
    const found = [];
    for (const [theme, runOnly] of [
        ["light", { type: "tag", values: tags }],
        ["dark", { type: "rule", values: ["color-contrast"] }],
    ]) {
        document.documentElement.dataset.theme = theme;
        const options = { runOnly, resultTypes: ["violations"], preload: false };
        const { violations } = await axe.run({ include, exclude }, options);
        for (const { id, nodes } of violations)
            for (const { target, failureSummary } of nodes)
                found.push([theme, id, target.flat().join(" "), failureSummary.split("\\n")[1].trim()]);
    }
    document.documentElement.dataset.theme = "light";
    document.adoptedStyleSheets = [];
    return found;
}"""
# What a page opens: [[number, name, its words without numbers], …]. Rows with other numbers are no
# other menu.
PARTS = """() => {
    const parts = document.querySelectorAll("details:not([open]), dialog[id]:not([open])");
    return [...parts].map((part, number) => {
        part.dataset.look = number;
        const shape = part.className + part.textContent.replace(/[\\d\\s]+/g, "");
        return [number, part.id || part.querySelector("summary").textContent.trim(), shape];
    });
}"""
PART = "const part = document.querySelector(`[data-look='${number}']`);"
OPEN = f"number => {{ {PART} part.tagName === 'DIALOG' ? part.showModal() : (part.open = true); }}"
CLOSE = f"number => {{ {PART} part.tagName === 'DIALOG' ? part.close() : (part.open = false); }}"


class Reader:
    """Goes from page to page and keeps what axe finds: [(where, theme, rule, selector, why), …]."""

    def __init__(self, page):
        self.page, self.found, self.seen, self.pages = page, [], set(), 0
        page.context.add_init_script(AXE_SCRIPT)

    def to(self, address):
        """Look at a page, and at each menu and dialog in it that no page before had."""
        self.page.goto(address, wait_until="load")
        self.here(address)

    def here(self, address):
        """Look at the page as it stands; `address` is what it is called in what is found."""
        self.page.wait_for_load_state()
        settled(self.page)
        self._look(address, "html", [*ROWS, *DJANGOS, *(FRAME if self.pages else [])])
        self.pages += 1
        for number, name, shape in self.page.evaluate(PARTS):
            if shape not in self.seen:
                self.seen.add(shape)
                self.page.evaluate(OPEN, number)
                self._look(f"{address} {name}", f"[data-look='{number}']")
                self.page.evaluate(CLOSE, number)

    def opens(self, fragment):
        """Look at the dialog that this address brings onto the page."""
        self.page.evaluate("address => htmx.ajax('GET', address, {target: '#dialogs'})", fragment)
        self.page.locator("#dialogs dialog[open]").first.wait_for()
        settled(self.page)
        self._look(fragment, "#dialogs dialog[open]")
        self.page.evaluate("document.getElementById('dialogs').replaceChildren()")

    def _look(self, where, within, without=()):
        there = [each for each in without if self.page.locator(each).count()]
        for found in self.page.evaluate(LOOK, [TAGS, [within], there]):
            self.found.append((where, *found))
