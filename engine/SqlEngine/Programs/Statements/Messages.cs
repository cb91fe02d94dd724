// PRINT, RAISERROR and THROW.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>PRINT: at most 4000 characters reach the client; NULL prints as a blank.</summary>
internal sealed class PrintNode(PrintStatement fragment, PlanSlot<CompiledScalar> value) : StatementNode(fragment)
{
    public override Flow Execute(ProgramFrame frame)
    {
        var text = value.Get(frame).Evaluate(frame);
        frame.Session.Done(0);
        frame.Session.Send(0, 0, 1, text.IsNull ? " " : text.AsString());
        return Flow.Next;
    }
}

/// <summary>RAISERROR (message | number, severity, state [, arguments]) [WITH LOG, NOWAIT,
/// SETERROR].</summary>
internal sealed class RaiseErrorNode : StatementNode
{
    private const int MaxArguments = 20;
    private readonly PlanSlot<CompiledScalar> _message;
    private readonly PlanSlot<CompiledScalar> _severity;
    private readonly PlanSlot<CompiledScalar> _state;
    private readonly PlanSlot<CompiledScalar>[] _arguments;
    private readonly RaiseErrorOptions _options;

    private RaiseErrorNode(RaiseErrorStatement raise)
        : base(raise)
    {
        if (raise.OptionalParameters.Count > MaxArguments)
        {
            throw ProgramErrors.TooManySubstitutions(MaxArguments);
        }

        _message = NodeBuilder.Scalar(raise.FirstParameter);
        _severity = NodeBuilder.Scalar(raise.SecondParameter, SqlType.Int);
        _state = NodeBuilder.Scalar(raise.ThirdParameter, SqlType.Int);
        _arguments = [.. raise.OptionalParameters.Select(static p => NodeBuilder.Scalar(p))];
        _options = raise.RaiseErrorOptions;
    }

    public override bool ResetsError => false;

    public static RaiseErrorNode Create(RaiseErrorStatement raise) => new(raise);

    public override Flow Execute(ProgramFrame frame)
    {
        var (number, text) = Text(frame);
        var severity = Math.Max(0, _severity.Get(frame).Evaluate(frame).AsInt64());
        var state = _state.Get(frame).Evaluate(frame);
        if (severity > 18 && !_options.HasFlag(RaiseErrorOptions.Log))
        {
            throw ProgramErrors.SeverityNeedsLog();
        }

        if (_options.HasFlag(RaiseErrorOptions.Log))
        {
            frame.Session.RequireServerPermission(
                "ALTER TRACE",
                2778,
                "Only System Administrator can specify WITH LOG option for RAISERROR command."
            );
        }

        var stateByte = (byte)Math.Clamp(state.IsNull ? 1 : Math.Abs(state.AsInt64()), 0, 255);
        frame.Session.Done(0);
        if (severity > 10)
        {
            throw new SqlError(number, (byte)Math.Min(severity, 25), stateByte, text) { IsRaised = true };
        }

        // Severity 10 reaches clients as 0: SQL Server converts it for compatibility.
        frame.Session.Send(number, (byte)(severity == 10 ? 0 : severity), stateByte, text);
        frame.Session.LastError = _options.HasFlag(RaiseErrorOptions.SetError) ? number : 0;
        return Flow.Next;
    }

    private static SqlError Unknown(long number) =>
        number < 13000 ? ProgramErrors.MessageNumberReserved(number) : ProgramErrors.UserMessageUnknown(number);

    private (int Number, string Text) Text(ProgramFrame frame)
    {
        var message = _message.Get(frame);
        var value = message.Evaluate(frame);
        if (message.Type.IsExactNumeric)
        {
            var number = value.IsNull ? 0 : value.AsInt64();
            return number == 50000 && _arguments.Length == 0 ? (50000, "") : throw Unknown(number);
        }

        var types = new SqlType[_arguments.Length];
        var values = new SqlValue[_arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var argument = _arguments[i].Get(frame);
            types[i] = argument.Type;
            values[i] = argument.Evaluate(frame);
        }

        return (50000, MessageFormat.Apply(value.IsNull ? "" : value.AsString(), types, values));
    }
}

/// <summary>THROW, with its own error or rethrowing the one being handled.</summary>
internal sealed class ThrowNode : StatementNode
{
    private readonly PlanSlot<CompiledScalar>? _number;
    private readonly PlanSlot<CompiledScalar>? _message;
    private readonly PlanSlot<CompiledScalar>? _state;

    private ThrowNode(ThrowStatement thrown)
        : base(thrown)
    {
        if (thrown.ErrorNumber is not null)
        {
            _number = NodeBuilder.Scalar(thrown.ErrorNumber, SqlType.Int);
            _message = NodeBuilder.Scalar(thrown.Message, SqlType.NVarChar(2048));
            _state = NodeBuilder.Scalar(thrown.State, SqlType.TinyInt);
        }
    }

    public static ThrowNode Create(ThrowStatement thrown) => new(thrown);

    public override Flow Execute(ProgramFrame frame)
    {
        if (_number is null)
        {
            var error = frame.Handling ?? throw ProgramErrors.ThrowWithoutError();
            throw new SqlError(error.Number, error.Severity, error.State, error.Message)
            {
                Line = error.Line,
                Procedure = error.Procedure,
                IsThrown = true,
            };
        }

        var number = _number.Get(frame).Evaluate(frame);
        if (number.IsNull || number.AsInt64() < 50000)
        {
            throw ProgramErrors.ThrowNumberOutOfRange(number.IsNull ? 0 : number.AsInt64());
        }

        var message = _message!.Get(frame).Evaluate(frame);
        var state = _state!.Get(frame).Evaluate(frame);
        throw new SqlError(
            (int)number.AsInt64(),
            16,
            state.IsNull ? (byte)0 : (byte)state.AsInt64(),
            message.IsNull ? "" : message.AsString()
        )
        {
            IsThrown = true,
        };
    }
}
