// CREATE, ALTER and DROP TRIGGER, DISABLE and ENABLE TRIGGER, the order of triggers: DML triggers on tables
// and views. DDL and logon triggers are refused by name.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Definitions of triggers.</summary>
internal static class TriggerDdl
{
    /// <exception cref="SqlError">8197, 2103, 2108, 2110, 2111, 2112, 2113, 1034, 2714, 208.</exception>
    public static void Apply(IDdlContext context, TriggerStatementBody statement)
    {
        RequireDml(statement.TriggerObject);
        if (statement.MethodSpecifier is not null)
        {
            throw SqlError.Unsupported("CLR triggers");
        }

        if (statement.WithAppend)
        {
            throw SqlError.Unsupported("WITH APPEND");
        }

        if (statement.Options.FirstOrDefault(static o => o is not ExecuteAsTriggerOption) is { } option)
        {
            throw SqlError.Unsupported($"the module option {option.OptionKind}");
        }

        var verb = statement is AlterTriggerStatement ? "alter" : "create";
        var on = statement.TriggerObject.Name;
        if (
            on.DatabaseIdentifier is { } other
            && !other.Value.Equals(context.Database.Name, StringComparison.OrdinalIgnoreCase)
            || on.BaseIdentifier.Value.StartsWith('#')
        )
        {
            throw new SqlError(
                2108,
                15,
                1,
                $"Cannot {verb.ToUpperInvariant()} TRIGGER on '{CatalogEditor.Written(on)}' as the target is not in the current database."
            );
        }

        var editor = new CatalogEditor(context, context.Database);
        var facts = Facts(statement);
        var parent = Parent(editor, on, facts);
        var name = statement.Name.BaseIdentifier.Value;
        if (
            statement.Name.SchemaIdentifier is { } schema
            && !schema.Value.Equals(parent.SchemaName, StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new SqlError(
                2103,
                15,
                1,
                $"Cannot {verb} trigger '{CatalogEditor.Written(statement.Name)}' because its schema is different from the schema of the target table or view."
            );
        }

        var existing = editor.Catalog.FindObject(parent.SchemaName, name);
        Check(editor, statement, parent, existing);
        RequireInsteadOf(editor, facts, name, parent, existing, verb);
        var old = (existing as ModuleDef)?.Trigger;
        var body = statement.Options.OfType<ExecuteAsTriggerOption>().FirstOrDefault()?.ExecuteAsClause;
        editor.Save(
            new ModuleDef
            {
                ObjectId = existing?.ObjectId ?? editor.NewObjectId(),
                SchemaName = parent.SchemaName,
                Name = existing?.Name ?? name,
                Kind = ModuleKind.Trigger,
                Statement = statement,
                Text = context.BatchText,
                CreatedAt = existing?.CreatedAt ?? context.Now,
                ModifiedAt = context.Now,
                UsesQuotedIdentifier = context.QuotedIdentifier,
                UsesAnsiNulls = context.AnsiNulls,
                ParentObjectId = parent.ObjectId,
                ExecuteAs =
                    body is null ? null
                    : body.ExecuteAsOption == ExecuteAsOption.String ? body.Literal.Value
                    : body.ExecuteAsOption.ToString().ToUpperInvariant(),
                Trigger = facts with { IsDisabled = old?.IsDisabled ?? false },
            }
        );
        Touch(editor, parent);
    }

    public static void Drop(IDdlContext context, DropTriggerStatement statement)
    {
        if (statement.TriggerScope != TriggerScope.Normal)
        {
            throw Refused(statement.TriggerScope);
        }

        foreach (var name in statement.Objects)
        {
            var editor = CatalogEditor.For(context, name);
            if (editor.Find(name) is ModuleDef { Kind: ModuleKind.Trigger } trigger)
            {
                TableDdl.DropObject(editor, trigger);
                Touch(editor, editor.Catalog.FindObject(trigger.ParentObjectId)!);
            }
            else if (!statement.IsIfExists)
            {
                throw CatalogErrors.CannotDrop("trigger", CatalogEditor.Written(name));
            }
        }
    }

    /// <summary>DISABLE TRIGGER and ENABLE TRIGGER.</summary>
    public static void SetEnabled(IDdlContext context, EnableDisableTriggerStatement statement)
    {
        RequireDml(statement.TriggerObject);
        var on = statement.TriggerObject.Name;
        var editor = CatalogEditor.For(context, on);
        var parent = editor.Find(on);
        if (parent is not (TableDef or ModuleDef { Kind: ModuleKind.View }))
        {
            throw NotFound(CatalogEditor.Written(on));
        }

        SetEnabled(
            editor,
            parent,
            statement.All ? null : [.. statement.TriggerNames.Select(static n => n.BaseIdentifier.Value)],
            statement.TriggerEnforcement,
            NotFound
        );
    }

    /// <summary>ALTER TABLE … ENABLE | DISABLE TRIGGER.</summary>
    public static void SetEnabled(CatalogEditor editor, TableDef table, AlterTableTriggerModificationStatement statement) =>
        SetEnabled(
            editor,
            table,
            statement.All ? null : [.. statement.TriggerNames.Select(static n => n.Value)],
            statement.TriggerEnforcement,
            n => new SqlError(
                4920,
                16,
                0,
                $"ALTER TABLE failed because trigger '{n}' on table '{CatalogEditor.Written(statement.SchemaObjectName)}' does not exist."
            )
        );

    /// <summary>sp_settriggerorder.</summary>
    /// <exception cref="SqlError">15165, 15125, 15134, 15122.</exception>
    public static void SetOrder(IDdlContext context, SchemaObjectName name, string order, string kind)
    {
        var editor = new CatalogEditor(context, context.Database);
        if (editor.Find(name) is not ModuleDef { Trigger: { } facts } trigger)
        {
            throw new SqlError(
                15165,
                16,
                1,
                $"Could not find object '{CatalogEditor.Written(name)}' or you do not have permission."
            );
        }

        var change = kind.ToUpperInvariant() switch
        {
            "INSERT" => TriggerEvents.Insert,
            "UPDATE" => TriggerEvents.Update,
            "DELETE" => TriggerEvents.Delete,
            _ => throw new SqlError(15130, 16, 1, $"The parameter @stmttype '{kind}' is not a type of statement that fires triggers."),
        };
        if (!facts.Events.HasFlag(change))
        {
            throw new SqlError(15125, 16, 1, $"Trigger '{trigger.Name}' is not a trigger for '{kind}'.");
        }

        if (facts.IsInsteadOf)
        {
            throw new SqlError(15134, 16, 1, "Cannot use the specified order for an INSTEAD OF trigger.");
        }

        var (first, last) = (facts.First & ~change, facts.Last & ~change);
        switch (order.ToUpperInvariant())
        {
            case "NONE":
                break;
            case "FIRST":
                RequireFree(editor, trigger, change, static f => f.First, "first");
                first |= change;
                break;
            case "LAST":
                RequireFree(editor, trigger, change, static f => f.Last, "last");
                last |= change;
                break;
            default:
                throw new SqlError(15600, 15, 1, "An invalid parameter or option was specified for procedure 'sys.sp_settriggerorder'.");
        }

        editor.Save(trigger with { Trigger = facts with { First = first, Last = last } });
    }

    private static void RequireFree(
        CatalogEditor editor,
        ModuleDef trigger,
        TriggerEvents change,
        Func<TriggerFacts, TriggerEvents> place,
        string word
    )
    {
        var others = Siblings(editor, trigger.ParentObjectId).Where(t => t.ObjectId != trigger.ObjectId);
        if (others.Any(t => place(t.Trigger!).HasFlag(change)))
        {
            throw new SqlError(
                15130,
                16,
                1,
                $"There already exists a '{word}' trigger for '{change.ToString().ToUpperInvariant()}'."
            );
        }
    }

    private static void SetEnabled(
        CatalogEditor editor,
        CatalogObject parent,
        IReadOnlyList<string>? names,
        TriggerEnforcement enforcement,
        Func<string, SqlError> missing
    )
    {
        var triggers = Siblings(editor, parent.ObjectId);
        var chosen = names is null
            ? triggers
            :
            [
                .. names.Select(n =>
                    triggers.FirstOrDefault(t => t.Name.Equals(n, StringComparison.OrdinalIgnoreCase)) ?? throw missing(n)
                ),
            ];
        foreach (var trigger in chosen)
        {
            editor.Save(
                trigger with
                {
                    Trigger = trigger.Trigger! with { IsDisabled = enforcement == TriggerEnforcement.Disable },
                }
            );
        }

        Touch(editor, parent);
    }

    private static ImmutableArray<ModuleDef> Siblings(CatalogEditor editor, int parentId) =>
        editor.Catalog.Triggers.TryGetValue(parentId, out var triggers) ? triggers : [];

    // A statement that changes a view has to be compiled again: the triggers of the view decide where the
    // changes go.
    private static void Touch(CatalogEditor editor, CatalogObject parent)
    {
        if (parent is ModuleDef view)
        {
            editor.Save(view with { });
        }
    }

    private static TriggerFacts Facts(TriggerStatementBody statement)
    {
        var events = TriggerEvents.None;
        foreach (var action in statement.TriggerActions)
        {
            var one = action.TriggerActionType switch
            {
                TriggerActionType.Insert => TriggerEvents.Insert,
                TriggerActionType.Update => TriggerEvents.Update,
                TriggerActionType.Delete => TriggerEvents.Delete,
                _ => throw SqlError.Unsupported("DDL triggers"),
            };
            if (events.HasFlag(one))
            {
                throw new SqlError(
                    1034,
                    15,
                    1,
                    $"Syntax error: Duplicate specification of the action \"{one.ToString().ToUpperInvariant()}\" in the trigger declaration."
                );
            }

            events |= one;
        }

        return new TriggerFacts(events, statement.TriggerType == TriggerType.InsteadOf)
        {
            IsNotForReplication = statement.IsNotForReplication,
        };
    }

    private static CatalogObject Parent(CatalogEditor editor, SchemaObjectName on, TriggerFacts facts) =>
        editor.Find(on) switch
        {
            TableDef table => table,
            ModuleDef { Kind: ModuleKind.View } view when facts.IsInsteadOf => view,
            _ => throw new SqlError(
                8197,
                16,
                4,
                $"The object '{CatalogEditor.Written(on)}' does not exist or is invalid for this operation."
            ),
        };

    private static void Check(CatalogEditor editor, TriggerStatementBody statement, CatalogObject parent, CatalogObject? existing)
    {
        var name = statement.Name.BaseIdentifier.Value;
        if (existing is null)
        {
            if (statement is AlterTriggerStatement)
            {
                throw new SqlError(208, 16, 6, $"Invalid object name '{CatalogEditor.Written(statement.Name)}'.");
            }

            editor.RequireFreeName(parent.SchemaName, name, 2);
        }
        else if (statement is CreateTriggerStatement)
        {
            throw CatalogErrors.AlreadyExists(name, 2);
        }
        else if (existing is not ModuleDef { Kind: ModuleKind.Trigger } trigger)
        {
            throw new SqlError(
                2010,
                16,
                1,
                $"Cannot perform alter on '{CatalogEditor.Written(statement.Name)}' because it is an incompatible object type."
            );
        }
        else if (trigger.ParentObjectId != parent.ObjectId)
        {
            throw new SqlError(
                2110,
                15,
                1,
                $"Cannot alter trigger '{CatalogEditor.Written(statement.Name)}' on '{CatalogEditor.Written(statement.TriggerObject.Name)}' because this trigger does not belong to this object."
            );
        }
    }

    private static void RequireInsteadOf(
        CatalogEditor editor,
        TriggerFacts facts,
        string name,
        CatalogObject parent,
        CatalogObject? existing,
        string verb
    )
    {
        if (!facts.IsInsteadOf)
        {
            return;
        }

        foreach (var other in Siblings(editor, parent.ObjectId).Where(t => t.ObjectId != existing?.ObjectId))
        {
            var both = other.Trigger!.Events & facts.Events;
            if (other.Trigger.IsInsteadOf && both != TriggerEvents.None)
            {
                var kind = parent is TableDef ? "table" : "view";
                var first = Enum.GetValues<TriggerEvents>().First(e => e != TriggerEvents.None && both.HasFlag(e));
                throw new SqlError(
                    2111,
                    16,
                    1,
                    $"Cannot {verb} trigger '{name}' on {kind} '{parent.FullName}' because an INSTEAD OF {first.ToString().ToUpperInvariant()} trigger already exists on this object."
                );
            }
        }

        if (parent is ModuleDef { Statement: ViewStatementBody { WithCheckOption: true } })
        {
            throw new SqlError(
                2112,
                16,
                1,
                $"Cannot create trigger '{name}' for view '{parent.FullName}' because the view is defined with CHECK OPTION."
            );
        }

        if (
            parent is TableDef table
            && table.ForeignKeys.Any(k =>
                (k.OnDelete != ReferentialAction.NoAction && facts.Events.HasFlag(TriggerEvents.Delete))
                || (k.OnUpdate != ReferentialAction.NoAction && facts.Events.HasFlag(TriggerEvents.Update))
            )
        )
        {
            throw new SqlError(
                2113,
                16,
                1,
                $"Cannot {verb} INSTEAD OF DELETE or INSTEAD OF UPDATE trigger '{name}' on table '{parent.FullName}'. This is because the table has a FOREIGN KEY with cascading DELETE or UPDATE."
            );
        }
    }

    private static void RequireDml(TriggerObject target)
    {
        if (target.TriggerScope != TriggerScope.Normal)
        {
            throw Refused(target.TriggerScope);
        }
    }

    private static SqlError Refused(TriggerScope scope) =>
        SqlError.Unsupported(scope == TriggerScope.Database ? "DDL triggers" : "server-level triggers (DDL and logon)");

    private static SqlError NotFound(string name) =>
        new(1088, 16, 117, $"Cannot find the object \"{name}\" because it does not exist or you do not have permissions.");
}
