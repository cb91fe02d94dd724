// Turns the files of the project into the scripts that are deployed: in the order in which they need each
// other, and so that each can be applied to a new database and to an older one.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AxMonitor.Database.Deploy;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Build;

internal sealed class ScriptCompiler
{
    private readonly IReadOnlyList<SourceBatch> _batches;
    private readonly ILookup<string, SourceBatch> _byName;
    private readonly ILookup<string, SourceBatch> _byFile;
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    private ScriptCompiler(IReadOnlyList<SourceBatch> batches)
    {
        _batches = batches;
        _byName = batches
            .Where(batch => batch.Kind is not (ObjectKind.Permission or ObjectKind.Index))
            .ToLookup(batch => batch.Name, StringComparer.OrdinalIgnoreCase);
        _byFile = batches.ToLookup(batch => batch.File.Path, StringComparer.Ordinal);
    }

    /// <summary>Schemas, roles and partitions; migrations, which find the tables as they were; types and
    /// tables; migrations into new tables; modules; seeds; permissions.</summary>
    public static IReadOnlyList<DeploymentScript> Compile(
        IReadOnlyList<SourceBatch> batches,
        IReadOnlyList<MigrationFile> migrations,
        IReadOnlyList<(string Name, string Text)> seeds
    )
    {
        ScriptCompiler compiler = new(batches);
        return
        [
            .. compiler.Scripts(kind => kind < ObjectKind.Type),
            .. migrations.Where(file => !file.IsAfterTables).Select(Migration),
            .. compiler.Scripts(kind => kind is ObjectKind.Type or ObjectKind.Table or ObjectKind.Index),
            .. migrations.Where(file => file.IsAfterTables).Select(Migration),
            .. compiler.Scripts(kind => kind is > ObjectKind.Index and < ObjectKind.Permission),
            .. seeds.Select(compiler.Seed),
            .. compiler.Scripts(kind => kind is ObjectKind.Permission),
        ];
    }

    private static DeploymentScript Migration(MigrationFile file) => new(file.Path, Sha(file.Batches), file.Batches);

    private IEnumerable<DeploymentScript> Scripts(Func<ObjectKind, bool> isWanted) =>
        Enum.GetValues<ObjectKind>()
            .Where(isWanted)
            .SelectMany(kind => Ordered([.. _batches.Where(batch => batch.Kind == kind)]))
            .Select(batch => batch.File.Path)
            .Distinct(StringComparer.Ordinal)
            .Select(file => new DeploymentScript(file, HashOf(file), [.. _byFile[file].SelectMany(Guarded)]));

    /// <summary>A seed is applied again when a procedure that it calls has changed.</summary>
    private DeploymentScript Seed((string Name, string Text) seed)
    {
        using StringReader reader = new(seed.Text);
        var script = new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out _);
        var needed = HashesOf(ReferencedNames.Of(script, ""), kind => kind == ObjectKind.Procedure);
        return new DeploymentScript(seed.Name, Sha([seed.Text, .. needed]), MigrationFile.Split(seed.Text));
    }

    /// <summary>
    /// Of the file's text and of what it is made from: a module is applied again when a type it takes, or a
    /// view or function it is expanded from, has changed; a permission when its object has, which may have
    /// been dropped for it.
    /// </summary>
    private string HashOf(string file)
    {
        if (_hashes.TryGetValue(file, out var known))
        {
            return known;
        }

        // Modules that name each other: the second sees the first without what it is made from.
        _hashes[file] = Sha(_byFile[file].Select(batch => batch.Text));
        var needed = _byFile[file].SelectMany(batch => HashesOf(batch.Needs, other => IsMadeFrom(batch.Kind, other)));
        return _hashes[file] = Sha([.. _byFile[file].Select(batch => batch.Text), .. needed]);
    }

    private IEnumerable<string> HashesOf(IEnumerable<string> names, Func<ObjectKind, bool> isWanted) =>
        names
            .SelectMany(name => _byName[name])
            .Where(batch => isWanted(batch.Kind))
            .Select(batch => batch.File.Path)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(HashOf);

    private static bool IsMadeFrom(ObjectKind kind, ObjectKind needed) =>
        kind switch
        {
            ObjectKind.Function or ObjectKind.View => needed
                is ObjectKind.Type
                    or ObjectKind.Table
                    or ObjectKind.Function
                    or ObjectKind.View,
            ObjectKind.Procedure => needed is ObjectKind.Type,
            ObjectKind.Permission => true,
            _ => false,
        };

    private static string Sha(IEnumerable<string> texts) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))));

    private static IEnumerable<string> Guarded(SourceBatch batch) =>
        batch.Statement switch
        {
            CreateSchemaStatement => [$"IF SCHEMA_ID(N'{batch.Name}') IS NULL\n    EXEC (N'{Quoted(StatementText(batch))}');"],
            CreateRoleStatement or CreateUserStatement =>
            [
                $"IF DATABASE_PRINCIPAL_ID(N'{batch.Name}') IS NULL\n    {StatementText(batch)}",
            ],
            CreatePartitionFunctionStatement => [Missing(batch, $"SELECT 1 FROM sys.partition_functions WHERE name = N'{batch.Name}'")],
            CreatePartitionSchemeStatement => [Missing(batch, $"SELECT 1 FROM sys.partition_schemes WHERE name = N'{batch.Name}'")],
            CreateTypeTableStatement => [DropType(batch.Name), batch.Text],
            CreateTableStatement => [$"IF OBJECT_ID(N'{batch.Name}', N'U') IS NULL\nBEGIN\n{batch.Text}\nEND;"],
            CreateIndexStatement index =>
            [
                Missing(
                    batch,
                    $"SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'{ReferencedNames.Text(index.OnName)}') AND name = N'{index.Name.Value}'"
                ),
            ],
            CreateFunctionStatement or CreateViewStatement or CreateProcedureStatement => [CreateOrAlter(batch)],
            _ => [batch.Text],
        };

    private static string Missing(SourceBatch batch, string query) => $"IF NOT EXISTS ({query})\nBEGIN\n{batch.Text}\nEND;";

    /// <summary>A table type cannot be altered. The modules that take it go with it; their hash differs too,
    /// so they are made again.</summary>
    private static string DropType(string name) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            DECLARE @Statements nvarchar(max) = N'';
            SELECT @Statements += CONCAT(
                N'DROP ', CASE WHEN o.type = N'P' THEN N'PROCEDURE ' ELSE N'FUNCTION ' END,
                QUOTENAME(OBJECT_SCHEMA_NAME(o.object_id)), N'.', QUOTENAME(o.name), N';')
            FROM sys.objects AS o
            WHERE EXISTS (
                SELECT 1 FROM sys.parameters AS p WHERE p.object_id = o.object_id AND p.user_type_id = TYPE_ID(N'{name}'));
            IF TYPE_ID(N'{name}') IS NOT NULL
                SET @Statements += N'DROP TYPE {name};';
            EXEC sys.sp_executesql @Statements;
            """
        );

    private static string StatementText(SourceBatch batch) =>
        batch.File.Text.Substring(batch.Statement.StartOffset, batch.Statement.FragmentLength).TrimEnd(';') + ";";

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    /// <summary>Puts OR ALTER behind the definition's own CREATE, which the token stream finds behind any
    /// comment.</summary>
    private static string CreateOrAlter(SourceBatch batch)
    {
        var create = batch
            .Statement.ScriptTokenStream.Skip(batch.Statement.FirstTokenIndex)
            .First(token => token.TokenType == TSqlTokenType.Create);
        var header = batch.Text[..batch.Text.IndexOf(StatementText(batch)[..20], StringComparison.Ordinal)];
        var body = batch.File.Text.Substring(batch.Statement.StartOffset, batch.Statement.FragmentLength);
        var at = create.Offset - batch.Statement.StartOffset + create.Text.Length;
        return header + body[..at] + " OR ALTER" + body[at..];
    }

    /// <summary>Stable topological order: alphabetical by file, moved behind what is needed of the same
    /// kind.</summary>
    private static IEnumerable<SourceBatch> Ordered(IReadOnlyList<SourceBatch> batches)
    {
        var byName = batches.ToLookup(batch => batch.Name, StringComparer.OrdinalIgnoreCase);
        HashSet<SourceBatch> done = new(ReferenceEqualityComparer.Instance);
        List<SourceBatch> ordered = [];
        foreach (var batch in batches)
        {
            Visit(batch, []);
        }

        return ordered;

        void Visit(SourceBatch batch, HashSet<string> path)
        {
            if (batch.Kind is not (ObjectKind.Procedure or ObjectKind.Permission or ObjectKind.Index))
            {
                if (!path.Add(batch.Name))
                {
                    return;
                }

                foreach (var needed in batch.Needs.SelectMany(name => byName[name]))
                {
                    Visit(needed, path);
                }
            }

            if (done.Add(batch))
            {
                ordered.Add(batch);
            }
        }
    }
}
