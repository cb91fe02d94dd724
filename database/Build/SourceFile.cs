// One .sql file of the database project, parsed by the 13.0 parser into its batches. Everything the build
// knows about the order of things (what a file creates, what it needs first) is read from the syntax tree,
// never from file names.

using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Build;

/// <summary>What a batch creates; the numeric order is the order of creation.</summary>
internal enum ObjectKind
{
    Schema = 0,
    Role = 1,
    User = 2,
    PartitionFunction = 3,
    PartitionScheme = 4,
    Type = 5,
    Table = 6,
    Index = 7,
    Function = 8,
    View = 9,
    Procedure = 10,
    Permission = 11,
}

/// <summary>One batch of a source file with the object it creates and the objects it must come
/// after.</summary>
internal sealed record SourceBatch(
    SourceFile File,
    ObjectKind Kind,
    string Name,
    string Text,
    int StartLine,
    TSqlStatement Statement,
    IReadOnlySet<string> Needs
);

internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>Reads every .sql file below the database folder, except the seed, the migrations and the
    /// build program.</summary>
    public static IReadOnlyList<SourceFile> ReadAll(string databaseFolder)
    {
        if (!Directory.Exists(databaseFolder))
        {
            throw new DirectoryNotFoundException(
                $"Database folder '{databaseFolder}' does not exist; give the folder that holds AxMonitor.Database.sqlproj."
            );
        }

        string[] skipped = ["Build", "Deploy", "Seed", MigrationFile.Folder, "bin", "obj"];
        return
        [
            .. Directory
                .EnumerateFiles(databaseFolder, "*.sql", SearchOption.AllDirectories)
                .Select(path => (Full: path, Relative: System.IO.Path.GetRelativePath(databaseFolder, path).Replace('\\', '/')))
                .Where(file => !skipped.Contains(file.Relative.Split('/')[0], StringComparer.OrdinalIgnoreCase))
                .OrderBy(file => file.Relative, StringComparer.Ordinal)
                .Select(file => new SourceFile(file.Relative, File.ReadAllText(file.Full).ReplaceLineEndings("\n"))),
        ];
    }

    /// <summary>Parses the file; syntax errors are added to <paramref name="messages"/> with file and
    /// line.</summary>
    public IReadOnlyList<SourceBatch> Parse(ICollection<BuildMessage> messages)
    {
        TSql130Parser parser = new(initialQuotedIdentifiers: true);
        using StringReader reader = new(Text);
        var fragment = parser.Parse(reader, out var errors);
        foreach (var error in errors)
        {
            messages.Add(new BuildMessage(Path, error.Line, error.Column, $"SQL{error.Number}", error.Message, IsError: true));
        }

        if (errors.Count > 0 || fragment is not TSqlScript script)
        {
            return [];
        }

        List<SourceBatch> batches = [];
        var from = 0;
        foreach (var batch in script.Batches)
        {
            // A batch's text runs from the end of the one before (its GO excluded) so that the header comment
            // stays with its object.
            var end = batch.StartOffset + batch.FragmentLength;
            var text = WithoutSeparators(Text[from..end]);
            from = end;
            foreach (var statement in batch.Statements)
            {
                var described = Describe(statement);
                if (described is not { } it)
                {
                    messages.Add(
                        new BuildMessage(
                            Path,
                            statement.StartLine,
                            statement.StartColumn,
                            "AXD001",
                            $"{statement.GetType().Name} is not an object definition; data belongs into Seed/.",
                            IsError: true
                        )
                    );
                    continue;
                }

                var own = batch.Statements.Count == 1 ? text : Text.Substring(statement.StartOffset, statement.FragmentLength);
                batches.Add(
                    new SourceBatch(
                        this,
                        it.Kind,
                        it.Name,
                        own,
                        statement.StartLine,
                        statement,
                        ReferencedNames.Of(statement, it.Name)
                    )
                );
            }
        }

        return batches;
    }

    private static string WithoutSeparators(string text) =>
        string.Join('\n', text.Split('\n').Where(line => !string.Equals(line.Trim(), "GO", StringComparison.OrdinalIgnoreCase)))
            .Trim();

    private static (ObjectKind Kind, string Name)? Describe(TSqlStatement statement) =>
        statement switch
        {
            CreateSchemaStatement schema => (ObjectKind.Schema, schema.Name.Value),
            CreateRoleStatement role => (ObjectKind.Role, role.Name.Value),
            CreateUserStatement user => (ObjectKind.User, user.Name.Value),
            CreatePartitionFunctionStatement function => (ObjectKind.PartitionFunction, function.Name.Value),
            CreatePartitionSchemeStatement scheme => (ObjectKind.PartitionScheme, scheme.Name.Value),
            CreateTypeTableStatement type => (ObjectKind.Type, ReferencedNames.Text(type.Name)),
            CreateTableStatement table => (ObjectKind.Table, ReferencedNames.Text(table.SchemaObjectName)),
            CreateIndexStatement index => (ObjectKind.Index, ReferencedNames.Text(index.OnName) + "." + index.Name.Value),
            CreateFunctionStatement function => (ObjectKind.Function, ReferencedNames.Text(function.Name)),
            CreateViewStatement view => (ObjectKind.View, ReferencedNames.Text(view.SchemaObjectName)),
            CreateProcedureStatement procedure => (ObjectKind.Procedure, ReferencedNames.Text(procedure.ProcedureReference.Name)),
            GrantStatement => (ObjectKind.Permission, "grant"),
            AlterRoleStatement role => (ObjectKind.Permission, role.Name.Value),
            _ => null,
        };
}
