// Sequelize against the engine: models, introspection and changes by its query interface, parameters and
// transactions. Usage: node sequelize.js PORT PASSWORD; prints what it saw as one JSON object.
'use strict';

const { Sequelize, DataTypes, Op } = require('sequelize');
const [port, password] = process.argv.slice(2);
const seen = {};
const connect = (database) => new Sequelize(database, 'sa', password, {
  host: '127.0.0.1', port: Number(port), dialect: 'mssql', logging: false,
  dialectOptions: { options: { encrypt: false, trustServerCertificate: true } },
});

async function main() {
  const master = connect('master');
  await master.authenticate();
  await master.query('CREATE DATABASE Seq');
  await master.close();

  const db = connect('Seq');
  seen.version = /^13\./.test(await db.databaseVersion());
  const Author = db.define('Author', { name: { type: DataTypes.STRING(50), allowNull: false }, born: DataTypes.DATEONLY, rating: DataTypes.DECIMAL(5, 2) }, { indexes: [{ unique: true, fields: ['name'] }] });
  const Book = db.define('Book', { title: DataTypes.STRING, pages: DataTypes.INTEGER, text: DataTypes.TEXT }, { indexes: [{ name: 'ix_title', fields: ['title', 'pages'] }] });
  Author.hasMany(Book, { foreignKey: { name: 'authorId', allowNull: false }, onDelete: 'CASCADE' });
  Book.belongsTo(Author, { foreignKey: 'authorId' });
  await db.sync();
  // What it writes for columns with a default or a reference does not go on any server.
  await Author.sync({ alter: true });

  const query = db.getQueryInterface();
  seen.tables = (await query.showAllTables()).map((t) => t.tableName).sort();
  seen.author = Object.fromEntries(Object.entries(await query.describeTable('Authors')).map(([n, c]) => [n, `${c.type}${c.allowNull ? '' : ' not null'}${c.primaryKey ? ' key' : ''}`]));
  seen.indexes = (await query.showIndex('Books')).map((i) => `${i.name.replace(/__[0-9A-F]{6,}$/, '')}${i.unique ? ' unique' : ''}: ${i.fields.map((f) => f.attribute)}`).sort();
  seen.constraints = [...new Set((await query.showConstraint('Books')).map((c) => `${c.constraintType}`))].sort();
  seen.foreign = (await query.getForeignKeyReferencesForTable('Books')).map((f) => `${f.columnName} -> ${f.referencedTableName}.${f.referencedColumnName}`);

  await query.addColumn('Books', 'isbn', { type: DataTypes.STRING(13), allowNull: true });
  await query.changeColumn('Books', 'isbn', { type: DataTypes.STRING(20), allowNull: true });
  await query.renameColumn('Books', 'isbn', 'code');
  await query.addIndex('Books', ['code'], { name: 'ix_code' });
  await query.addConstraint('Books', { type: 'check', fields: ['pages'], name: 'ck_pages', where: { pages: { [Op.gt]: 0 } } });
  seen.changed = (await query.describeTable('Books')).code.type;
  await query.removeConstraint('Books', 'ck_pages');
  await query.removeIndex('Books', 'ix_code');
  await query.removeColumn('Books', 'code');
  seen.removed = Object.keys(await query.describeTable('Books')).includes('code');

  const author = await Author.create({ name: 'Größe', born: '1990-02-03', rating: 4.25 });
  await Book.bulkCreate([{ title: 'One', pages: 10, authorId: author.id }, { title: 'Two', pages: 20, authorId: author.id }]);
  const found = await Author.findOne({ where: { name: 'Größe' }, include: { model: Book, where: { pages: { [Op.gte]: 10 } } }, order: [[Book, 'pages', 'DESC']] });
  seen.found = { born: found.born, rating: found.rating, books: found.Books.map((b) => b.title) };
  seen.page = (await Book.findAndCountAll({ limit: 1, offset: 1, order: ['id'] })).rows.map((b) => b.title);
  await author.increment('rating', { by: 1 });
  seen.incremented = (await author.reload()).rating;
  seen.upsert = (await Author.upsert({ id: author.id, name: 'Größe', rating: 1 }))[1];
  seen.findOrCreate = (await Author.findOrCreate({ where: { name: 'Zwei' } }))[1];
  seen.raw = (await db.query('SELECT pages = SUM(pages) FROM Books WHERE authorId = :id', { replacements: { id: author.id }, type: Sequelize.QueryTypes.SELECT }))[0].pages;
  seen.bound = (await db.query('SELECT n = $1 + 1', { bind: [41], type: Sequelize.QueryTypes.SELECT }))[0].n;
  seen.unique = await Author.create({ name: 'Größe' }).catch((e) => e.name);
  seen.foreignKey = await Book.create({ title: 'None', authorId: 999 }).catch((e) => e.name);

  await db.transaction(async (transaction) => { await Book.destroy({ where: {}, transaction }); seen.inside = await Book.count({ transaction }); throw new Error('back'); }).catch((e) => { seen.rolledBack = e.message; });
  seen.after = await Book.count();
  await db.transaction({ isolationLevel: Sequelize.Transaction.ISOLATION_LEVELS.SERIALIZABLE }, (transaction) => author.destroy({ transaction }));
  seen.cascaded = await Book.count();
  await db.drop();
  seen.dropped = await query.showAllTables();
  await db.close();
  console.log(JSON.stringify(seen));
}

main().catch((e) => { console.log(JSON.stringify(seen)); console.error(e); process.exit(1); });
