// TypeORM against the engine: entities synchronised twice, its query runner's introspection and changes,
// migrations, transactions. Usage: node typeorm.js PORT PASSWORD; prints what it saw as one JSON object.
'use strict';

const { DataSource, EntitySchema, Table, TableColumn, TableForeignKey, TableIndex, TableUnique, TableCheck } = require('typeorm');
const [port, password] = process.argv.slice(2);
const seen = {};

const Customer = new EntitySchema({
  name: 'Customer',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    name: { type: 'nvarchar', length: 60, unique: true },
    credit: { type: 'decimal', precision: 12, scale: 2, default: 0 },
    created: { type: 'datetime2', createDate: true },
    version: { type: 'int', version: true },
  },
  relations: { orders: { type: 'one-to-many', target: 'Order', inverseSide: 'customer' } },
});
const Order = new EntitySchema({
  name: 'Order',
  columns: {
    id: { type: 'uniqueidentifier', primary: true, generated: 'uuid' },
    amount: { type: 'float' },
    note: { type: 'ntext', nullable: true },
    flag: { type: 'bit', default: true },
  },
  relations: { customer: { type: 'many-to-one', target: 'Customer', inverseSide: 'orders', onDelete: 'CASCADE', nullable: false } },
  indices: [{ name: 'IX_amount', columns: ['amount', 'flag'] }],
  checks: [{ expression: '"amount" >= 0' }],
});

class Extra1700000000000 {
  async up(runner) { await runner.createTable(new Table({ name: 'extra', columns: [{ name: 'id', type: 'int', isPrimary: true }, { name: 'order_id', type: 'uniqueidentifier', isNullable: true }] })); }

  async down(runner) { await runner.dropTable('extra'); }
}
Object.defineProperty(Extra1700000000000, 'name', { value: 'Extra1700000000000' });

const connect = (database, more) => new DataSource({
  type: 'mssql', host: '127.0.0.1', port: Number(port), username: 'sa', password, database,
  options: { encrypt: false, trustServerCertificate: true }, ...more,
}).initialize();

async function main() {
  const master = await connect('master');
  await master.createQueryRunner().createDatabase('Orm', true);
  await master.destroy();

  const db = await connect('Orm', { entities: [Customer, Order], migrations: [Extra1700000000000] });
  await db.synchronize();
  seen.secondSync = (await db.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query);
  await db.synchronize();
  seen.migrations = (await db.runMigrations()).map((m) => m.name);

  const runner = db.createQueryRunner();
  seen.tables = (await runner.getTables()).filter((t) => t.name.startsWith('Orm.') || !t.name.includes('.') || t.database === 'Orm').map((t) => t.name.split('.').pop()).sort();
  const order = await runner.getTable('order');
  seen.columns = order.columns.map((c) => `${c.name} ${c.type}${c.isNullable ? '' : ' not null'}${c.isPrimary ? ' key' : ''}`).sort();
  seen.indexes = order.indices.map((i) => `${i.name}: ${i.columnNames}`);
  seen.foreign = order.foreignKeys.map((f) => `${f.columnNames} -> ${f.referencedTableName} ${f.onDelete}`);
  seen.checks = order.checks.map((c) => c.expression);
  seen.uniques = (await runner.getTable('customer')).uniques.map((u) => String(u.columnNames));
  seen.has = [await runner.hasTable('extra'), await runner.hasColumn('extra', 'nothing'), await runner.hasDatabase('Orm'), await runner.hasSchema('dbo')];

  await runner.addColumn('extra', new TableColumn({ name: 'code', type: 'varchar', length: '10', default: "'x'" }));
  await runner.changeColumn('extra', 'code', new TableColumn({ name: 'kind', type: 'varchar', length: '20', isNullable: true }));
  await runner.createIndex('extra', new TableIndex({ name: 'ix_kind', columnNames: ['kind'] }));
  await runner.createUniqueConstraint('extra', new TableUnique({ name: 'uq_order', columnNames: ['order_id'] }));
  await runner.createCheckConstraint('extra', new TableCheck({ name: 'ck_kind', expression: 'LEN(kind) > 0' }));
  await runner.createForeignKey('extra', new TableForeignKey({ name: 'fk_order', columnNames: ['order_id'], referencedTableName: 'order', referencedColumnNames: ['id'], onDelete: 'SET NULL' }));
  const extra = await runner.getTable('extra');
  seen.extra = [extra.columns.map((c) => c.name), extra.indices.map((i) => i.name), extra.uniques.map((u) => u.name), extra.checks.map((c) => c.name), extra.foreignKeys.map((f) => f.name)];
  await runner.renameTable('extra', 'more');
  await runner.dropForeignKey('more', 'fk_order').catch(async () => runner.dropForeignKey('more', (await runner.getTable('more')).foreignKeys[0]));
  await runner.dropColumn('more', 'kind');
  await runner.renameTable('more', 'extra');
  await runner.release();

  const customers = db.getRepository('Customer');
  const saved = await customers.save({ name: 'Größe', credit: 12.5 });
  await db.getRepository('Order').save([{ amount: 1.5, customer: saved, note: 'n' }, { amount: 2.5, customer: saved }]);
  const found = await customers.findOne({ where: { name: 'Größe' }, relations: { orders: true } });
  seen.found = { credit: found.credit, version: found.version, amounts: found.orders.map((o) => o.amount).sort(), isDate: found.created instanceof Date };
  saved.name = 'Zwei';
  await customers.save(saved);
  seen.version = (await customers.findOneByOrFail({ id: saved.id })).version;
  seen.sum = (await db.createQueryBuilder('Order', 'o').select('SUM(o.amount)', 'total').where('o.flag = :flag', { flag: true }).getRawOne()).total;
  seen.page = (await db.getRepository('Order').findAndCount({ order: { amount: 'DESC' }, skip: 1, take: 1 })).map((x) => (Array.isArray(x) ? x.map((o) => o.amount) : x));
  seen.unique = await customers.insert({ name: 'Zwei' }).catch((e) => e.driverError.number);
  await db.transaction(async (m) => { await m.createQueryBuilder().delete().from('Order').execute(); seen.inside = await m.count('Order'); throw new Error('back'); }).catch((e) => { seen.rolledBack = e.message; });
  seen.after = await db.getRepository('Order').count();
  await db.transaction('SERIALIZABLE', (m) => m.delete('Customer', { id: saved.id }));
  seen.cascaded = await db.getRepository('Order').count();
  await db.undoLastMigration();
  await db.dropDatabase();
  seen.dropped = (await db.query("SELECT COUNT(*) AS n FROM sys.tables"))[0].n;
  await db.destroy();
  console.log(JSON.stringify(seen));
}

main().catch((e) => { console.log(JSON.stringify(seen)); console.error(e); process.exit(1); });
