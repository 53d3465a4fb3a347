// A laptop with PouchDB on LevelDB, told what to do in JSON lines (see pairs_poste.py).
//     PVD_PAIRS=<folder with node_modules> node pairs_pouchdb_client.mjs <folder of the data> <url> <batch size>
import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.env.PVD_PAIRS}/package.json`);
const PouchDB = require("pouchdb");
const [folder, address, size] = process.argv.slice(2);
const options = { batch_size: Number(size), batches_limit: 10 };
const local = new PouchDB(folder);
let url = address;
let requests = 0;

// Connections stay open, and what passes is counted with its headers.
class Counting extends Agent {
  sockets_ = new Set();
  createConnection(...given) {
    const socket = super.createConnection(...given);
    this.sockets_.add(socket);
    return socket;
  }
  passed() {
    let [up, down] = [0, 0];
    for (const socket of this.sockets_) {
      up += socket.bytesWritten;
      down += socket.bytesRead;
    }
    return [up, down];
  }
}
let agent = new Counting({ keepAlive: true });
let remote = null;

function connect() {
  remote ??= new PouchDB(url, {
    fetch: (asked, more) => {
      requests += 1;
      return PouchDB.fetch(asked, { ...more, agent });
    },
  });
  return remote;
}

function close() {
  agent.destroy();
  agent = new Counting({ keepAlive: true });
  remote = null;
  return { ok: true };
}

// The same content as pairs_poste.fiche gives.
function fiche(n) {
  const two = (number) => String(number).padStart(2, "0");
  return {
    titre: `Requalification de la rue n° ${n}`,
    commune: "02361",
    phase: ["Idée", "Étude", "Opération"][n % 3],
    echeance: `2027-${two((n % 12) + 1)}-${two((n % 28) + 1)}`,
    cout_previsionnel: n * 12_345,
  };
}

const ways = {
  montee: (other) => local.replicate.to(other, options),
  descente: (other) => local.replicate.from(other, options),
  deux: (other) => local.sync(other, options),
  rien: (other) => other.info(),
};

const deeds = {
  async remplir({ fiches }) {
    for (let start = 0; start < fiches; start += 1000) {
      const numbers = Array.from({ length: Math.min(1000, fiches - start) }, (_, place) => start + place);
      await local.bulkDocs(numbers.map((n) => ({ _id: randomUUID(), ...fiche(n) })));
    }
    return { ok: true };
  },
  async modifier({ fiches, valeur, depuis = 0 }) {
    const { rows } = await local.allDocs({ include_docs: true, limit: fiches, skip: depuis });
    for (const { doc } of rows) await local.put({ ...doc, cout_previsionnel: valeur });
    return { ok: true };
  },
  async compter() {
    return { fiches: (await local.info()).doc_count };
  },
  async viser({ url: other }) {
    url = other;
    return close();
  },
  async raccrocher() {
    return close();
  },
  async synchroniser({ sens, garde }) {
    if (!garde) close();
    const other = connect();
    const [up, down] = agent.passed();
    requests = 0;
    const began = process.hrtime.bigint();
    const done = await ways[sens](other);
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    if (!(done.ok ?? (done.push?.ok && done.pull?.ok) ?? done.db_name)) throw new Error("the replication failed");
    const [sent, received] = agent.passed();
    return { secondes: seconds, requetes: requests, octets_montants: sent - up, octets_descendants: received - down };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify(await deeds[asked.faire](asked)));
}
