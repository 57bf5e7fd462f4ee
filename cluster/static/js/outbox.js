// Figures on their way to the server. Each is kept in the browser from the first keystroke until
// the server has answered; what a lost connection holds back is sent again, also after a reload.
// The server takes the same figure on the same revision once, so sending twice does no harm.

const PATIENCE = 20_000; // milliseconds until an answer is given up
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;

// A draft: { figure, reason, revision, ready, unsure }. `ready`: to be sent. `unsure`: what was
// sent before without an answer, so that it may stand on the server.
export class Outbox {
  #drafts = new Map();
  #prefix;
  #token;
  #tell;
  #isBusy = false;
  #sending = null;
  #wait = FIRST_WAIT;
  #timer = 0;

  // `tell(path, state, answer)` hears what became of each: saving, saved, kept, away, refused,
  // conflict.
  constructor({ prefix, within, token, tell }) {
    this.#prefix = prefix;
    this.#token = token;
    this.#tell = tell;
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix + within)) {
        this.#drafts.set(key.slice(prefix.length), JSON.parse(localStorage.getItem(key)));
      }
    }
    addEventListener("online", () => {
      this.#wait = FIRST_WAIT; // should what is on its way just now fail, it is soon sent again
      this.deliver();
    });
    addEventListener("forget", () => this.#drafts.clear());
  }

  get paths() {
    return [...this.#drafts.keys()];
  }

  get(path) {
    return this.#drafts.get(path);
  }

  put(path, draft) {
    this.#keep(path, { ...draft, unsure: this.#drafts.get(path)?.unsure });
    if (draft.ready) this.deliver();
  }

  drop(path) {
    this.#drafts.delete(path);
    localStorage.removeItem(this.#prefix + path);
  }

  isSending(path) {
    return this.#sending === path;
  }

  async deliver() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    clearTimeout(this.#timer);
    let path;
    let goesOn = true;
    while (goesOn && (path = this.paths.find((each) => this.#drafts.get(each).ready))) {
      goesOn = await this.#deliverOne(path);
    }
    this.#isBusy = false;
  }

  #keep(path, draft) {
    this.#drafts.set(path, draft);
    try {
      localStorage.setItem(this.#prefix + path, JSON.stringify(draft));
    } catch {
      // The browser's store is full or shut: it is still kept as long as the page is open.
    }
  }

  async #deliverOne(path) {
    const sent = this.#drafts.get(path);
    this.#sending = path;
    this.#tell(path, "saving");
    const [status, answer] = await this.#post(path, sent);
    this.#sending = null;
    const now = this.#drafts.get(path);
    if (status === 200) this.#settle(path, sent, now, answer);
    else if (status === 409) this.#clash(path, now, answer);
    else if ([403, 404, 413, 422].includes(status)) this.#refuse(path, "refused", now, answer);
    else return this.#holdBack(path, sent, now, status);
    this.#wait = FIRST_WAIT;
    return true;
  }

  async #post(path, { figure, reason, revision }) {
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ figure, reason, revision, csrf_token: this.#token }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      return [response.status, await response.json()];
    } catch {
      return [0, null];
    }
  }

  #settle(path, sent, now, answer) {
    const isOvertaken = now && now !== sent;
    if (isOvertaken) this.#keep(path, { ...now, revision: answer.cell?.revision });
    else this.drop(path);
    this.#tell(path, isOvertaken ? "typed" : "saved", answer);
  }

  #clash(path, now, answer) {
    const { figure, reason, revision } = answer.cell ?? {};
    if (now?.unsure && now.unsure.figure === figure && now.unsure.reason === reason) {
      this.#keep(path, { ...now, revision, unsure: undefined }); // theirs is my own earlier word
    } else this.#refuse(path, "conflict", now && { ...now, revision, unsure: undefined }, answer);
  }

  #refuse(path, state, now, answer) {
    if (now) this.#keep(path, { ...now, ready: false });
    this.#tell(path, state, answer);
  }

  #holdBack(path, sent, now, status) {
    const { figure, reason } = sent;
    if (now && status === 0) this.#keep(path, { ...now, unsure: { figure, reason } });
    const isAway = status === 400 || status === 401;
    const held = this.paths.filter((each) => this.#drafts.get(each).ready);
    for (const each of held) this.#tell(each, isAway ? "away" : "kept");
    if (!isAway) {
      this.#timer = setTimeout(() => this.deliver(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
    }
    return false;
  }
}
