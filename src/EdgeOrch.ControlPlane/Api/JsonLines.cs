using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeOrch.ControlPlane.Api;

/// <summary>Writes a stream of JSON values, one a line.</summary>
internal static class JsonLines
{
    public const string MediaType = "application/x-ndjson";

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public static async Task WriteLinesAsync<T>(this HttpResponse response, IEnumerable<T> values, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        // One who follows gets several of these in one answer.
        if (!response.HasStarted) response.ContentType = MediaType;
        foreach (var value in values)
        {
            await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), cancellation);
            await response.Body.WriteAsync(LineEnd, cancellation);
        }
        await response.Body.FlushAsync(cancellation);
    }
}
