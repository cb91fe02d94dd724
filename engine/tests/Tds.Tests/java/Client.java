// jTDS against the engine: metadata, prepared statements, batches, transactions, result sets that scroll and that
// can be changed. Usage: java -cp jtds.jar Client.java PORT PASSWORD; prints a line "name: value" for each thing seen.
import java.math.BigDecimal;
import java.sql.*;
import java.util.*;

public class Client {
    interface Body { Object run() throws Exception; }

    static void show(String name, Object value) { System.out.println(name + ": " + value); }

    // What goes wrong is shown, too: by its number.
    static void step(String name, Body body) {
        try {
            show(name, body.run());
        } catch (SQLException e) {
            show(name, "error " + e.getErrorCode() + " " + e.getMessage());
        } catch (Exception e) {
            show(name, "exception " + e);
        }
    }

    static List<String> rows(ResultSet rs, String... columns) throws SQLException {
        List<String> all = new ArrayList<>();
        try (rs) {
            while (rs.next()) {
                StringJoiner row = new StringJoiner(" ");
                for (String c : columns) {
                    row.add(String.valueOf(rs.getObject(c)));
                }
                all.add(row.toString());
            }
        }
        return all;
    }

    public static void main(String[] args) throws Exception {
        Class.forName("net.sourceforge.jtds.jdbc.Driver");
        String url = "jdbc:jtds:sqlserver://127.0.0.1:" + args[0] + "/Clients";
        try (Connection c = DriverManager.getConnection(url, "sa", args[1])) {
            metadata(c);
            statements(c);
            cursors(c);
        }
    }

    static void metadata(Connection c) throws Exception {
        try (Statement s = c.createStatement()) {
            s.execute("CREATE TABLE dbo.JParent (Id int IDENTITY NOT NULL CONSTRAINT PK_JParent PRIMARY KEY, Name nvarchar(40) NOT NULL, Price decimal(9, 2) NULL,"
                + " At datetime NULL, Note ntext NULL, Data varbinary(20) NULL, Version rowversion)");
            s.execute("CREATE TABLE dbo.JChild (Id int NOT NULL CONSTRAINT PK_JChild PRIMARY KEY, ParentId int NULL CONSTRAINT FK_JChild REFERENCES dbo.JParent (Id) ON DELETE CASCADE)");
            s.execute("CREATE UNIQUE INDEX UX_Name ON dbo.JParent (Name)");
            s.execute("CREATE PROCEDURE dbo.JDouble @a int, @b int OUTPUT AS SET @b = @a * 2; SELECT @b AS b; RETURN 7");
        }
        DatabaseMetaData m = c.getMetaData();
        step("product", () -> m.getDatabaseProductName() + " " + m.getDatabaseMajorVersion());
        step("tables", () -> rows(m.getTables(null, "dbo", "J%", new String[] {"TABLE"}), "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE"));
        step("columns", () -> rows(m.getColumns(null, "dbo", "JParent", "%"), "COLUMN_NAME", "TYPE_NAME", "COLUMN_SIZE", "NULLABLE"));
        step("keys", () -> rows(m.getPrimaryKeys(null, "dbo", "JParent"), "COLUMN_NAME", "PK_NAME"));
        step("imported", () -> rows(m.getImportedKeys(null, "dbo", "JChild"), "PKTABLE_NAME", "PKCOLUMN_NAME", "FKCOLUMN_NAME", "FK_NAME", "DELETE_RULE"));
        step("exported", () -> rows(m.getExportedKeys(null, "dbo", "JParent"), "FKTABLE_NAME"));
        step("indexes", () -> rows(m.getIndexInfo(null, "dbo", "JParent", true, false), "INDEX_NAME", "COLUMN_NAME"));
        step("procedures", () -> rows(m.getProcedures(null, "dbo", "JD%"), "PROCEDURE_NAME"));
        step("parameters", () -> rows(m.getProcedureColumns(null, "dbo", "JDouble", "%"), "COLUMN_NAME", "COLUMN_TYPE", "TYPE_NAME"));
        step("row id", () -> rows(m.getBestRowIdentifier(null, "dbo", "JParent", DatabaseMetaData.bestRowSession, false), "COLUMN_NAME"));
        step("version columns", () -> rows(m.getVersionColumns(null, "dbo", "JParent"), "COLUMN_NAME"));
        step("catalogs", () -> rows(m.getCatalogs(), "TABLE_CAT"));
        step("schemas", () -> rows(m.getSchemas(), "TABLE_SCHEM").contains("dbo"));
    }

    static void statements(Connection c) throws Exception {
        step("generated key", () -> {
            try (PreparedStatement p = c.prepareStatement("INSERT INTO dbo.JParent (Name, Price, At, Note, Data) VALUES (?, ?, ?, ?, ?)", Statement.RETURN_GENERATED_KEYS)) {
                p.setString(1, "gr\u00fcn");
                p.setBigDecimal(2, new BigDecimal("12.50"));
                p.setTimestamp(3, Timestamp.valueOf("2026-02-03 04:05:06"));
                p.setString(4, "long");
                p.setBytes(5, new byte[] {1, 2});
                p.executeUpdate();
                try (ResultSet keys = p.getGeneratedKeys()) {
                    keys.next();
                    return keys.getInt(1);
                }
            }
        });
        step("batch", () -> {
            try (PreparedStatement p = c.prepareStatement("INSERT INTO dbo.JParent (Name) VALUES (?)")) {
                for (int i = 0; i < 250; i++) {
                    p.setString(1, "row " + i);
                    p.addBatch();
                }
                return Arrays.stream(p.executeBatch()).sum();
            }
        });
        step("batch of texts", () -> {
            try (Statement s = c.createStatement()) {
                s.addBatch("INSERT INTO dbo.JChild (Id, ParentId) VALUES (1, 1)");
                s.addBatch("INSERT INTO dbo.JChild (Id, ParentId) VALUES (2, 1), (3, NULL)");
                return Arrays.toString(s.executeBatch());
            }
        });
        step("failing batch", () -> {
            try (Statement s = c.createStatement()) {
                s.addBatch("INSERT INTO dbo.JChild (Id) VALUES (4)");
                s.addBatch("INSERT INTO dbo.JChild (Id) VALUES (4)");
                return Arrays.toString(s.executeBatch());
            } catch (BatchUpdateException e) {
                return e.getErrorCode() + " " + Arrays.toString(e.getUpdateCounts());
            }
        });
        step("select", () -> {
            try (PreparedStatement p = c.prepareStatement("SELECT Name, Price, At, Note, Data FROM dbo.JParent WHERE Id = ? AND Name LIKE ?")) {
                p.setInt(1, 1);
                p.setString(2, "gr%");
                try (ResultSet rs = p.executeQuery()) {
                    rs.next();
                    return rs.getString(1) + " " + rs.getBigDecimal(2) + " " + rs.getTimestamp(3) + " " + rs.getString(4) + " " + rs.getBytes(5).length;
                }
            }
        });
        step("prepared often", () -> {
            int sum = 0;
            try (PreparedStatement p = c.prepareStatement("SELECT CAST(? AS int) + 1")) {
                for (int i = 0; i < 20; i++) {
                    p.setInt(1, i);
                    try (ResultSet rs = p.executeQuery()) {
                        rs.next();
                        sum += rs.getInt(1);
                    }
                }
            }
            return sum;
        });
        step("call", () -> {
            try (CallableStatement p = c.prepareCall("{? = call dbo.JDouble(?, ?)}")) {
                p.registerOutParameter(1, Types.INTEGER);
                p.setInt(2, 21);
                p.registerOutParameter(3, Types.INTEGER);
                boolean hasRows = p.execute();
                int row = 0;
                if (hasRows) {
                    try (ResultSet rs = p.getResultSet()) {
                        rs.next();
                        row = rs.getInt(1);
                    }
                }
                while (p.getMoreResults() || p.getUpdateCount() != -1) { }
                return row + " " + p.getInt(3) + " " + p.getInt(1);
            }
        });
        step("transaction", () -> {
            c.setAutoCommit(false);
            try (Statement s = c.createStatement()) {
                s.executeUpdate("DELETE dbo.JChild WHERE Id = 1");
                Savepoint point = c.setSavepoint("one");
                s.executeUpdate("DELETE dbo.JChild");
                c.rollback(point);
                String inside = rows(s.executeQuery("SELECT COUNT(*) AS n FROM dbo.JChild"), "n").get(0);
                c.rollback();
                return inside + " " + rows(s.executeQuery("SELECT COUNT(*) AS n FROM dbo.JChild"), "n").get(0);
            } finally {
                c.commit();
                c.setAutoCommit(true);
            }
        });
        step("isolation", () -> {
            c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            try (Statement s = c.createStatement()) {
                return rows(s.executeQuery("SELECT transaction_isolation_level AS l FROM sys.dm_exec_sessions WHERE session_id = @@SPID"), "l");
            } finally {
                c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
        });
        step("error", () -> c.createStatement().executeQuery("SELECT 1 / 0"));
        step("rows limited", () -> {
            try (Statement s = c.createStatement()) {
                s.setMaxRows(3);
                return rows(s.executeQuery("SELECT Id FROM dbo.JParent ORDER BY Id"), "Id");
            }
        });
        step("rows unlimited", () -> rows(c.createStatement().executeQuery("SELECT Id FROM dbo.JParent"), "Id").size());
    }

    static void cursors(Connection c) throws Exception {
        step("scroll", () -> {
            try (Statement s = c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY); ResultSet rs = s.executeQuery("SELECT Id FROM dbo.JParent ORDER BY Id")) {
                StringJoiner seen = new StringJoiner(" ");
                rs.last();
                seen.add("" + rs.getInt(1));
                rs.absolute(3);
                seen.add("" + rs.getInt(1));
                rs.previous();
                seen.add("" + rs.getInt(1));
                rs.relative(5);
                return seen.add("" + rs.getInt(1)).add("" + rs.getRow()).toString();
            }
        });
        for (int type : new int[] {ResultSet.TYPE_FORWARD_ONLY, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.TYPE_SCROLL_SENSITIVE + 1}) {
            step("change " + (type - ResultSet.TYPE_FORWARD_ONLY), () -> change(c, type));
        }
    }

    static Object change(Connection c, int type) throws SQLException {
        StringJoiner seen = new StringJoiner(" ");
        try (Statement s = c.createStatement()) {
            s.executeUpdate("DELETE dbo.JParent WHERE Id > 5");
        }
        try (Statement s = c.createStatement(type, ResultSet.CONCUR_UPDATABLE); ResultSet rs = s.executeQuery("SELECT Id, Name, Price FROM dbo.JParent")) {
            for (SQLWarning w = s.getWarnings(); w != null; w = w.getNextWarning()) {
                seen.add("warning:" + w.getErrorCode());
            }
            seen.add(rs.getConcurrency() == ResultSet.CONCUR_UPDATABLE ? "updatable" : "read-only");
            rs.next();
            rs.next();
            rs.updateString("Name", "changed " + type);
            rs.updateBigDecimal("Price", new BigDecimal("3.25"));
            rs.updateRow();
            rs.next();
            rs.deleteRow();
            rs.moveToInsertRow();
            rs.updateString("Name", "new " + type);
            rs.insertRow();
        }
        try (Statement s = c.createStatement()) {
            return seen.toString() + " " + rows(s.executeQuery("SELECT Id, Name, Price FROM dbo.JParent ORDER BY Id"), "Name", "Price");
        }
    }
}
