// Maps the calls, holds each against the matrix before its handler runs, and serves the OpenAPI document that
// is written from their declarations.
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>The API.</summary>
internal static class ApiEndpoints
{
    /// <summary>Where the document is.</summary>
    public const string DocumentPath = ApiCall.Root + "/openapi.json";

    private const string SchemeName = "key";

    /// <summary>Every call.</summary>
    public static IReadOnlyList<ApiCall> Calls { get; } =
        [.. AlertCalls.All, .. RuleCalls.All, .. MetricCalls.All, .. JobCalls.All, .. HealthCalls.All];

    /// <summary>What the API needs of the program.</summary>
    public static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiClients>();
        services.AddSingleton<RepeatedCalls>();
        services.ConfigureHttpJsonOptions(o => ApiJson.Set(o.SerializerOptions));
        services.AddOpenApi(o =>
        {
            o.AddDocumentTransformer(DescribeAll);
            o.AddOperationTransformer(Describe);
            o.AddSchemaTransformer(DescribeTimes);
        });
    }

    /// <summary>Maps every call.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        foreach (var call in Calls)
        {
            // As a delegate: what is taken for a RequestDelegate answers nothing and is described nowhere.
            Delegate handle = (HttpContext context) => HandleAsync(context, call);
            var route = app.MapMethods(call.Page, [call.Method], handle)
                .WithName(call.Name)
                .WithSummary(call.Summary)
                .WithTags(DeskMatrix.Find(call.Page, call.Method)?.Area ?? "not in the matrix")
                .WithMetadata(call);
            route.Produces(call.Status, call.Answer, call.ContentType);
            if (call.Body is { } body)
            {
                route.Accepts(body, call.IsBodyOptional, "application/json");
            }

            int[] ofBody = call.Body is null ? [] : [413, 415];
            int[] ofRepetition = RepeatedCalls.Takes(call) ? [409, 422] : [];
            foreach (var status in ((int[])[400, 401, 403, 429, 503, .. call.Refusals, .. ofBody, .. ofRepetition]).Distinct())
            {
                route.Produces<Problem>(status, Problem.ContentType);
            }
        }

        app.MapOpenApi(DocumentPath);
    }

    /// <summary>Lets through what the matrix allows; the person is known by now.</summary>
    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (
            !ApiClients.IsCall(context)
            || context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } route } endpoint
        )
        {
            await next(context);
            return;
        }

        if (endpoint.Metadata.GetMetadata<ApiCall>() is null && !string.Equals(route, DocumentPath, StringComparison.Ordinal))
        {
            // Routing answers by itself: no such method, no such type of content.
            await next(context);
            return;
        }

        var person = DeskPerson.Of(context) ?? throw new InvalidOperationException("A call has come this far without a key.");
        var found = DeskMatrix.Find(route, context.Request.Method);
        if (found is null || person.Role < found.Least)
        {
            var subject = $"{context.Request.Method} {context.Request.Path}";
            await context
                .RequestServices.GetRequiredService<DeskAccounts>()
                .SaveEventAsync(
                    person.UserName,
                    "Refused",
                    subject.Length > 256 ? subject[..256] : subject,
                    found is null ? "not in the matrix" : $"{found.Area}: {found.Action}, role {person.Role.Name()}",
                    context.RequestAborted
                );
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await Problem.WriteAsync(
                context,
                found is null
                    ? "Nobody may call this."
                    : $"The key's role is {person.Role.Name()}; {found.Least.Name()} is needed. The attempt stands in the audit."
            );
            return;
        }

        await next(context);
    }

    private static Task<IResult> HandleAsync(HttpContext context, ApiCall call) =>
        call.Handle(new ApiRequest(context, call.Parameters));

    private static Task DescribeAll(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AxMonitor",
            Version = "1",
            Description = "Alerts, incidents, metrics, jobs and health of AxMonitor. All times are UTC.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [SchemeName] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key that an administrator has made at /keys or by 'axmonitor key add'.",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeName, document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiCall>().FirstOrDefault() is { } call)
        {
            if (operation.RequestBody is OpenApiRequestBody body)
            {
                body.Required = !call.IsBodyOptional;
            }

            IOpenApiParameter[] headers =
                RepeatedCalls.Takes(call) ? [RepetitionKey()]
                : call.HasVersion && HttpMethods.IsPut(call.Method) ? [Match()]
                : [];
            operation.Parameters = [.. call.Parameters.Select(Parameter), .. headers];
            if (operation.Parameters.Count == 0)
            {
                operation.Parameters = null;
            }

            if (call.Answer is null && operation.Responses?[ApiPaging.Text(call.Status)] is OpenApiResponse response)
            {
                response.Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [call.ContentType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                };
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>What has a converter of its own has no type by itself.</summary>
    private static Task DescribeTimes(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTime) || type == typeof(DateTime?))
        {
            schema.Type = type == typeof(DateTime) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }

    private static OpenApiParameter Match() =>
        new()
        {
            Name = "If-Match",
            In = ParameterLocation.Header,
            Required = true,
            Description = "The ETag that GET has answered with: what somebody else has changed meanwhile is not lost.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static OpenApiParameter RepetitionKey() =>
        new()
        {
            Name = RepeatedCalls.Header,
            In = ParameterLocation.Header,
            Description =
                "A text of the client's own by which this call is told apart: sent again within 24 hours with the same key, address and body, it is not done again and has the first answer.",
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                MinLength = 1,
                MaxLength = RepeatedCalls.LongestKey,
            },
        };

    private static IOpenApiParameter Parameter(ApiParameter parameter)
    {
        var schema = new OpenApiSchema
        {
            Type = parameter.Kind switch
            {
                ApiKind.Number => JsonSchemaType.Integer,
                ApiKind.Flag => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
            Format = parameter.Kind switch
            {
                ApiKind.Number => parameter.Max > int.MaxValue ? "int64" : "int32",
                ApiKind.Time => "date-time",
                _ => null,
            },
        };
        switch (parameter.Kind)
        {
            case ApiKind.Number:
                schema.Minimum = ApiPaging.Text(parameter.Min);
                schema.Maximum = parameter.Max == long.MaxValue ? null : ApiPaging.Text(parameter.Max);
                schema.Default = parameter.Default is { } number ? JsonNode.Parse(number) : null;
                break;
            case ApiKind.Text or ApiKind.Shares:
                schema.MaxLength = parameter.Kind == ApiKind.Text && parameter.Allowed.Count == 0 ? parameter.MaxLength : null;
                schema.Enum = parameter.Allowed.Count == 0 ? null : [.. parameter.Allowed.Select(a => (JsonNode)a)];
                schema.Default = parameter.Default;
                break;
        }

        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = parameter.IsInPath ? ParameterLocation.Path : ParameterLocation.Query,
            Required = parameter.IsInPath || parameter.IsRequired,
            Description = parameter.Description,
            Schema = schema,
        };
    }
}
