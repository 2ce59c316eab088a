using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Cli.Tests.Running;

/// <summary>A control plane of canned answers over real TLS; it records what was asked.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Token = "operator-secret";
    private readonly WebApplication _app;
    private readonly List<string> _requests = [];

    private TestServer(WebApplication app) => _app = app;

    /// <summary>Answers by method and path with query, as in <c>GET /v1/devices</c>.</summary>
    public Dictionary<string, RequestDelegate> Answers { get; } = [];

    /// <summary>Every request so far: method, path and query, then the body after a line feed when there is one.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public string Url { get; private set; } = "";

    public static async Task<TestServer> StartAsync(TestAuthority authority, string host = "localhost")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(authority.Issue(host))));
        var server = new TestServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Url = $"https://localhost:{new Uri(addresses.Single()).Port}";
        return server;
    }

    public void Answer<T>(string request, T body, JsonTypeInfo<T> type) => Answers[request] = context => WriteAsync(context, 200, "application/json", JsonSerializer.Serialize(body, type));

    public void AnswerLines<T>(string request, IEnumerable<T> items, JsonTypeInfo<T> type) =>
        Answers[request] = context => WriteAsync(context, 200, "application/x-ndjson", string.Concat(items.Select(i => JsonSerializer.Serialize(i, type) + "\n")));

    public void Refuse(string request, int status, string detail, params Problem[] problems) => Answers[request] = context =>
        WriteAsync(context, status, "application/problem+json", JsonSerializer.Serialize(new ProblemDocument("problems/test", "Test", status, detail, problems), WireJson.Default.ProblemDocument));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Task WriteAsync(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        _requests.Add(body.Length == 0 ? request : $"{request}\n{body}");
        var credentials = context.Request.Path.StartsWithSegments("/v2") ? $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"edgectl:{Token}"))}" : $"Bearer {Token}";
        if (context.Request.Headers.Authorization != credentials) await WriteAsync(context, 401, "text/plain", "");
        else if (Answers.TryGetValue(request, out var answer)) await answer(context);
        else await WriteAsync(context, 404, "text/plain", "");
    }
}
