// express-pouchdb on LevelDB, without authentication or validation: what it needs to be replicated with, no more.
//     PVD_PAIRS=<folder with node_modules> node pairs_pouchdb_serveur.mjs <folder of the data> <port>
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.PVD_PAIRS}/package.json`);
const [folder, port] = process.argv.slice(2);
const PouchDB = require("pouchdb").defaults({ prefix: `${folder}/` });
const app = require("express-pouchdb")(PouchDB, { mode: "minimumForPouchDB", inMemoryConfig: true });
createServer({ keepAliveTimeout: 60_000 }, app).listen(Number(port), "127.0.0.1");
