// Drives the endpoint with tedious and prints what it saw as one JSON object, step by step.
// Usage: node client.js PORT PASSWORD STEP…
'use strict';

const { Connection, Request, TYPES, ISOLATION_LEVEL } = require('tedious');
const [port, password, ...steps] = process.argv.slice(2);

const config = {
  server: '127.0.0.1',
  authentication: { type: 'default', options: { userName: 'sa', password } },
  options: { port: Number(port), encrypt: steps.includes('encrypt'), trustServerCertificate: true, useUTC: true, connectTimeout: 10000, requestTimeout: 15000, cancelTimeout: 5000 },
};

function connect() {
  return new Promise((resolve, reject) => {
    const connection = new Connection(config);
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

// Runs one request; resolves with rows, row count, status and output parameters, or with the error.
function run(connection, how, sql, add) {
  return new Promise((resolve) => {
    const result = { rows: [], output: {} };
    const request = new Request(sql, (error, rowCount) => {
      if (error) result.error = { number: error.number, code: error.code, message: error.message, line: error.lineNumber, class: error.class };
      result.rowCount = rowCount;
      resolve(result);
    });
    request.on('row', (columns) => result.rows.push(columns.map((c) => (c.value instanceof Buffer ? c.value.toString('hex') : c.value))));
    request.on('returnValue', (name, value) => { result.output[name] = value; });
    request.on('doneProc', (rowCount, more, status) => { result.status = status; });
    if (add) add(request, connection);
    connection[how](request);
  });
}

const actions = {
  encrypt: async () => 'on',
  use: (c) => run(c, 'execSqlBatch', 'USE Clients'),
  select: (c) => run(c, 'execSqlBatch', "SELECT 1 AS a, N'text' AS b, CAST(NULL AS int) AS c"),
  error: (c) => run(c, 'execSqlBatch', 'SELECT 1/0 AS x'),
  parameters: (c) => run(c, 'execSql', 'SELECT @i AS i, @s AS s, @d AS d, @b AS b, @n AS n', (r) => {
    r.addParameter('i', TYPES.Int, 42);
    r.addParameter('s', TYPES.NVarChar, 'grün');
    r.addParameter('d', TYPES.DateTime2, new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 7)));
    r.addParameter('b', TYPES.VarBinary, Buffer.from([1, 2, 255]));
    r.addParameter('n', TYPES.NVarChar, null);
  }),
  output: (c) => run(c, 'execSql', 'SET @out = @in * 2', (r) => {
    r.addParameter('in', TYPES.Int, 21);
    r.addOutputParameter('out', TYPES.Int);
  }),
  transaction: async (c) => {
    await new Promise((resolve, reject) => c.beginTransaction((e) => (e ? reject(e) : resolve()), '', ISOLATION_LEVEL.READ_COMMITTED));
    const inside = await run(c, 'execSqlBatch', 'SELECT @@TRANCOUNT AS n');
    await new Promise((resolve, reject) => c.rollbackTransaction((e) => (e ? reject(e) : resolve())));
    const outside = await run(c, 'execSqlBatch', 'SELECT @@TRANCOUNT AS n');
    return { inside: inside.rows, outside: outside.rows };
  },
  prepared: async (c) => {
    const values = [];
    let fail;
    const request = new Request('SELECT @a + 1 AS v', (e) => { fail = e; request.emit('finished'); });
    request.addParameter('a', TYPES.Int);
    request.on('row', (columns) => values.push(columns[0].value));
    await new Promise((resolve) => { request.once('prepared', resolve); request.once('finished', resolve); c.prepare(request); });
    for (const a of [1, 2, 3]) {
      if (fail) break;
      await new Promise((resolve) => { request.once('finished', resolve); c.execute(request, { a }); });
    }
    return fail ? { error: fail.message } : values;
  },
  cancel: async (c) => {
    const canceled = run(c, 'execSqlBatch', "WAITFOR DELAY '00:00:30'", (r) => setTimeout(() => c.cancel(), 300));
    const result = await canceled;
    const after = await run(c, 'execSqlBatch', 'SELECT 2 AS a');
    return { error: result.error, after: after.rows };
  },
  table: (c) => run(c, 'callProcedure', 'dbo.SumPoints', (r) => {
    const rows = [];
    for (let i = 0; i < 5000; i++) rows.push([i, `name ${i}`]);
    r.addParameter('Rows', TYPES.TVP, { name: 'Point', schema: 'dbo', columns: [{ name: 'Id', type: TYPES.Int }, { name: 'Name', type: TYPES.NVarChar, length: 50 }], rows });
  }),
  bulk: (c) => new Promise((resolve) => {
    const load = c.newBulkLoad('dbo.Target', (error, rowCount) => resolve(error ? { error: error.message } : { rowCount }));
    load.addColumn('Id', TYPES.Int, { nullable: false });
    load.addColumn('Name', TYPES.NVarChar, { length: 50, nullable: true });
    const rows = [];
    for (let i = 0; i < 2500; i++) rows.push([i, i % 10 === 0 ? null : `name ${i}`]);
    c.execBulkLoad(load, rows);
  }),
};

(async () => {
  const results = {};
  let connection;
  try {
    connection = await connect();
  } catch (error) {
    console.log(JSON.stringify({ login: { code: error.code, message: error.message } }));
    return;
  }

  for (const step of steps) {
    results[step] = await actions[step](connection);
  }

  connection.close();
  console.log(JSON.stringify(results));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
