// Parses LogQL and TraceQL by the grammars of Grafana's own editors.
//
// Standard input: a JSON list of [language, expression]. Standard output: a JSON list with, for
// each, its nodes in the order in which they begin: [depth, name, from, to]. The name of what the
// grammar does not understand is "⚠".
import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import { readFileSync, writeFileSync } from "node:fs";

const PARSERS = { logql, traceql };

function nodes(language, expression) {
  const found = [];
  let depth = 0;
  // Python counts a character outside of Unicode's first plane as one, JavaScript as two.
  const wide = /[\u{10000}-\u{10ffff}]/u.test(expression);
  const at = (index) => (wide ? [...expression.slice(0, index)].length : index);
  PARSERS[language].parse(expression).iterate({
    enter: (node) => void found.push([depth++, node.name, at(node.from), at(node.to)]),
    leave: () => void depth--,
  });
  return found;
}

const queries = JSON.parse(readFileSync(0, "utf8"));
writeFileSync(1, JSON.stringify(queries.map(([language, expression]) => nodes(language, expression))));
