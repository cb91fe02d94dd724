// knex against the engine: migrations, introspection as knex-based tools do it, parameters and transactions.
// Usage: node knex.js PORT PASSWORD; prints what it saw as one JSON object.
'use strict';

const knex = require('knex');
const [port, password] = process.argv.slice(2);
const seen = {};

const connect = (database) => knex({
  client: 'mssql',
  connection: {
    server: '127.0.0.1', port: Number(port), user: 'sa', password, database,
    options: { encrypt: false, trustServerCertificate: true },
  },
  pool: { min: 0, max: 2 },
});
const db = connect('Knex');

// Migrations from memory, in the order of their names.
const steps = {
  '001_tables': {
    up: async (k) => {
      await k.schema.createTable('customer', (t) => {
        t.increments('id');
        t.string('name', 60).notNullable().unique();
        t.decimal('limit', 12, 2).defaultTo(0);
        t.timestamp('created', { useTz: false }).defaultTo(k.fn.now());
      });
      await k.schema.createTable('order', (t) => {
        t.bigIncrements('id');
        t.integer('customer_id').unsigned().notNullable().references('id').inTable('customer').onDelete('CASCADE');
        t.enu('state', ['open', 'shipped']).defaultTo('open');
        t.json('details');
        t.uuid('key');
        t.index(['customer_id', 'state'], 'ix_order_customer');
      });
    },
    down: async (k) => { await k.schema.dropTable('order'); await k.schema.dropTable('customer'); },
  },
  '002_alter': {
    up: (k) => k.schema.alterTable('customer', (t) => { t.text('remark'); t.renameColumn('limit', 'credit'); t.string('name', 80).notNullable().alter(); }),
    down: (k) => k.schema.alterTable('customer', (t) => { t.dropColumn('remark'); t.renameColumn('credit', 'limit'); }),
  },
};
const migrationSource = {
  getMigrations: async () => Object.keys(steps),
  getMigrationName: (name) => name,
  getMigration: async (name) => steps[name],
};

// Each statement is one that knex's own helpers or tools over knex send.
async function introspect() {
  seen.hasTable = [await db.schema.hasTable('customer'), await db.schema.hasTable('nothing')];
  seen.hasColumn = [await db.schema.hasColumn('customer', 'credit'), await db.schema.hasColumn('customer', 'limit')];
  seen.columns = Object.fromEntries(Object.entries(await db('customer').columnInfo()).map(([n, c]) => [n, `${c.type}(${c.maxLength}) ${c.nullable ? 'null' : 'not null'}`]));
  seen.tables = (await db('INFORMATION_SCHEMA.TABLES').select('TABLE_NAME').where({ TABLE_TYPE: 'BASE TABLE', TABLE_SCHEMA: 'dbo' }).orderBy('TABLE_NAME')).map((r) => r.TABLE_NAME);
  seen.primary = (await db
    .select('ku.COLUMN_NAME as name')
    .from('INFORMATION_SCHEMA.TABLE_CONSTRAINTS as tc')
    .join('INFORMATION_SCHEMA.KEY_COLUMN_USAGE as ku', function on() { this.on('tc.CONSTRAINT_NAME', '=', 'ku.CONSTRAINT_NAME'); })
    .where({ 'tc.CONSTRAINT_TYPE': 'PRIMARY KEY', 'ku.TABLE_NAME': 'order' })).map((r) => r.name);
  seen.foreign = await db
    .select('ccu.COLUMN_NAME as column', 'kcu.TABLE_NAME as references', 'rc.DELETE_RULE as rule')
    .from('INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS as rc')
    .join('INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE as ccu', 'ccu.CONSTRAINT_NAME', 'rc.CONSTRAINT_NAME')
    .join('INFORMATION_SCHEMA.KEY_COLUMN_USAGE as kcu', 'kcu.CONSTRAINT_NAME', 'rc.UNIQUE_CONSTRAINT_NAME');
  seen.indexes = (await db.raw(`SELECT i.name, keys = STUFF((SELECT ',' + c.name FROM sys.index_columns ic JOIN sys.columns c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
    WHERE ic.object_id = i.object_id AND ic.index_id = i.index_id ORDER BY ic.key_ordinal FOR XML PATH('')), 1, 1, '')
    FROM sys.indexes i WHERE i.object_id = OBJECT_ID(?) AND i.is_primary_key = 0`, ['order'])).map((r) => `${r.name}: ${r.keys}`);
}

async function main() {
  const master = connect('master');
  await master.raw('CREATE DATABASE Knex');
  await master.destroy();

  seen.migrated = (await db.migrate.latest({ migrationSource }))[1];
  await introspect();

  const [first] = await db('customer').insert({ name: 'Größe', credit: 12.5 }).returning(['id', 'name', 'credit']);
  seen.returning = first;
  await db('order').insert([
    { customer_id: first.id, details: JSON.stringify({ a: 1 }), key: '0f8fad5b-d9cb-469f-a165-70867728950e' },
    { customer_id: first.id, state: 'shipped' },
  ]);
  seen.rows = (await db('order').select('id', 'state', 'details', 'key').where('customer_id', first.id).orderBy('id')).map((r) => ({ ...r, id: Number(r.id) }));
  seen.page = (await db('order').select('state').orderBy('id').limit(1).offset(1)).map((r) => r.state);
  seen.count = (await db('order').count({ n: '*' }).where('state', 'in', ['open', 'shipped']))[0].n;
  seen.updated = await db('order').where({ state: 'open' }).update({ state: 'shipped' });

  await db.transaction(async (t) => { await t('order').del(); seen.inside = (await t('order').count({ n: '*' }))[0].n; throw new Error('back'); }).catch((e) => { seen.rolledBack = e.message; });
  seen.after = (await db('order').count({ n: '*' }))[0].n;
  await db.transaction(async (t) => { await t('customer').where({ id: first.id }).forUpdate().first(); await t('customer').del(); });
  seen.cascaded = (await db('order').count({ n: '*' }))[0].n;
  seen.check = await db('order').insert({ customer_id: 1, state: 'lost' }).catch((e) => e.number);

  seen.rolledBackMigrations = (await db.migrate.rollback({ migrationSource }, true))[1];
  seen.gone = await db.schema.hasTable('customer');
  await db.destroy();
  console.log(JSON.stringify(seen));
}

main().catch((e) => { console.log(JSON.stringify(seen)); console.error(e); process.exit(1); });
