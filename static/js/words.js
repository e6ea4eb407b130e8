// Says how long a text is, counted as the server counts: words between spaces, line ends as one character,
// one for every character whatever its width. Nothing is cut: the server says what is too long.

const few = (count, one, many) => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

export function measure(text) {
  const plain = text.replaceAll("\r\n", "\n").trim();
  return { words: plain ? plain.split(/\s+/u).length : 0, characters: [...plain].length };
}

export function sentence(size, limits) {
  const parts = [];
  if (limits.words) parts.push(`${size.words.toLocaleString("en-GB")} of ${few(limits.words, "word", "words")}`);
  const near = limits.characters && size.characters > limits.characters * 0.75;
  if (near) parts.push(`${size.characters.toLocaleString("en-GB")} of ${few(limits.characters, "character", "characters")}`);
  return parts.join(", ");
}

export function countWords(textarea) {
  const limits = { words: Number(textarea.dataset.words || 0), characters: Number(textarea.dataset.characters || 0) };
  const line = document.createElement("p");
  line.className = "ct-written";
  const spoken = document.createElement("p");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("role", "status");
  textarea.after(line, spoken);

  let waiting;
  const show = () => {
    const size = measure(textarea.value);
    const over = (limits.words && size.words > limits.words) || (limits.characters && size.characters > limits.characters);
    line.textContent = sentence(size, limits);
    line.classList.toggle("ct-written--over", Boolean(over));
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (document.activeElement === textarea) spoken.textContent = line.textContent; }, 1000);
  };
  textarea.addEventListener("input", show);
  show();
}
