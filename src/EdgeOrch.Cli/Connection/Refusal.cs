using System.Net;
using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.Cli.Connection;

/// <summary>Turns a failed answer into the one line that an operator reads.</summary>
internal static class Refusal
{
    private const int MaxBytes = 4 * 1024 * 1024;

    public static async Task<ApiException> ReadAsync(Uri server, HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var root = server.GetLeftPart(UriPartial.Authority);
        var document = await DocumentAsync(response, cancel);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            return new ApiException($"{root} refuses the token{(document is null ? "" : $": {document.Detail}")}", status, document);
        if (document is not null) return new ApiException(Message(document), status, document);
        return new ApiException($"{root} answered {status} {response.ReasonPhrase} to {request.Method} {request.RequestUri!.OriginalString}", status, null);
    }

    private static string Message(ProblemDocument document) =>
        document.Problems is [var only] && document.Detail.Length == 0 ? only.ToString() : document.Detail;

    private static async Task<ProblemDocument?> DocumentAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json")) return null;
        if (response.Content.Headers.ContentLength > MaxBytes) return null;
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancel), WireJson.Default.ProblemDocument);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            // Then the status alone has to do.
            return null;
        }
    }
}
