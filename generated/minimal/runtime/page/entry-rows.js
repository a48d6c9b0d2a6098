/** The fields of a text that entries make, such as a chat's turns: a row for each, and further ones when the last has been written. */
import { make } from "./make.js";
/** `begun` is what the entry that the model writes begins with, where that is known. */
export function createEntryRows(container, names, begun) {
    let rows = [];
    const list = make("div", { className: "entries" });
    const addRow = (entry) => {
        const fields = names.map((name) => {
            const field = make("textarea", { value: entry[name] ?? "", rows: 1, dir: "auto", placeholder: name });
            field.setAttribute("aria-label", `${name}, entry ${rows.length + 1}`);
            return [name, field];
        });
        rows.push(fields);
        list.append(make("div", {}, ...fields.map(([, field]) => field)));
    };
    const begin = () => {
        rows = [];
        list.replaceChildren();
        addRow({});
        addRow(begun);
    };
    const clear = make("button", { type: "button", textContent: "Clear" });
    clear.addEventListener("click", begin);
    container.append(list, make("p", {}, clear));
    begin();
    const isFilled = ([, field]) => field.value !== "";
    const lastRow = () => rows.findLast((fields) => fields.some(isFilled)) ?? [];
    return {
        read: () => rows
            .slice(0, rows.indexOf(lastRow()) + 1)
            .map((fields) => Object.fromEntries(fields.filter(isFilled).map(([name, { value }]) => [name, value]))),
        reply: () => {
            const [lacking, ...others] = lastRow().filter((field) => !isFilled(field));
            return others.length === 0 && lacking === lastRow().at(-1) ? lacking?.[1] : undefined;
        },
        goOn: () => {
            const last = lastRow();
            if (!last.every(isFilled) || last !== rows.at(-1))
                return;
            const [said = ""] = names.slice(-1);
            for (const fields of rows.slice(-2))
                addRow({ ...Object.fromEntries(fields.map(([name, { value }]) => [name, value])), [said]: "" });
            rows.at(-2)?.at(-1)?.[1].focus();
        },
    };
}
