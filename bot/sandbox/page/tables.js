// Draws table and data_table blocks, with a header row that screen readers know.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { richText } from "./richtext.js";

const DEFAULT_PAGE = 5;

function cellWords(cell) {
  return cell.text ?? (cell.value === undefined ? "" : String(cell.value));
}

function cellContent(cell, names) {
  if (!cell) return "";
  return cell.type === "rich_text" ? richText(cell, names) : withEmoji(cellWords(cell));
}

function cellClass(cell, setting) {
  const align = setting?.align ?? (cell?.type === "raw_number" ? "right" : "left");
  return `align-${align}${setting?.is_wrapped === false ? " nowrap" : ""}`;
}

function bodyRow(row, settings, names, headerColumn) {
  return h("tr", null, row.map((cell, index) => {
    const isHeader = index === headerColumn;
    const props = { class: cellClass(cell, settings[index]), scope: isHeader ? "row" : null };
    return h(isHeader ? "th" : "td", props, cellContent(cell, names));
  }));
}

/** A plain table: the first row is the header. */
export function table(block, names) {
  const settings = block.column_settings ?? [];
  const [head = [], ...rows] = block.rows ?? [];
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", null,
    h("thead", null, h("tr", null, head.map((cell, i) =>
      h("th", { scope: "col", class: cellClass(cell, settings[i]) }, cellContent(cell, names))))),
    h("tbody", null, rows.map((row) => bodyRow(row, settings, names, -1)))));
}

function order(a, b) {
  if (a?.type === "raw_number" && b?.type === "raw_number") return a.value - b.value;
  return cellWords(a ?? {}).localeCompare(cellWords(b ?? {}), "en", { numeric: true });
}

function sorted(rows, sort) {
  if (!sort) return rows;
  return [...rows].sort((a, b) => order(a[sort.column], b[sort.column]) * (sort.down ? -1 : 1));
}

function headerCell(cell, index, sort, onSort, numeric) {
  const active = sort?.column === index;
  const direction = active ? (sort.down ? "descending" : "ascending") : "none";
  const mark = active ? (sort.down ? "▾" : "▴") : "";
  return h("th", { scope: "col", "aria-sort": direction, class: numeric ? "align-right" : "align-left" },
    h("button", { type: "button", class: "sort", onclick: () => onSort(index) }, cellWords(cell), h("span", { "aria-hidden": "true" }, mark)));
}

/** A paged, sortable table with its caption; `memory` keeps `{page, sort}` between drawings. */
export function dataTable(block, names, memory, redraw) {
  const [head = [], ...rows] = block.rows ?? [];
  const size = block.page_size ?? DEFAULT_PAGE;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(memory.page ?? 0, pages - 1);
  const shown = sorted(rows, memory.sort).slice(page * size, (page + 1) * size);
  const turn = (to) => { memory.page = to; redraw(); };
  const onSort = (column) => {
    memory.sort = { column, down: memory.sort?.column === column && !memory.sort.down };
    redraw();
  };
  return h("figure", { class: "data-table" },
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": block.caption }, h("table", null,
      h("caption", null, block.caption),
      h("thead", null, h("tr", null, head.map((cell, i) =>
        headerCell(cell, i, memory.sort, onSort, rows[0]?.[i]?.type === "raw_number")))),
      h("tbody", null, shown.map((row) => bodyRow(row, [], names, block.row_header_column_index ?? 0))))),
    pages > 1 && h("div", { class: "pager" },
      h("button", { type: "button", class: "quiet", disabled: page === 0, onclick: () => turn(page - 1), "aria-label": "Previous page" }, icon("back")),
      h("span", null, `${page * size + 1}–${Math.min(rows.length, (page + 1) * size)} of ${rows.length}`),
      h("button", { type: "button", class: "quiet", disabled: page === pages - 1, onclick: () => turn(page + 1), "aria-label": "Next page" }, icon("back", "turned"))));
}
