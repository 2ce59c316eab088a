using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Api;

/// <summary>Reads bodies, never more than a limit.</summary>
internal static class RequestBodies
{
    /// <summary>The largest JSON body, in bytes.</summary>
    public const int JsonBytes = 64 * 1024;

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="ApiException">It is too large, or no such JSON.</exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var body = await request.ReadBytesAsync(JsonBytes, cancellation);
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw new JsonException("the body is null");
        }
        catch (JsonException broken)
        {
            throw ApiException.Invalid("body", [new Problem("syntax", (broken.Path ?? "").TrimStart('$', '.'), broken.Message.ReplaceLineEndings(" "), (int?)broken.LineNumber + 1)]);
        }
    }

    /// <summary>Reads a body of text in UTF-8, with or without a byte order mark.</summary>
    /// <exception cref="ApiException">It is too large, or no UTF-8.</exception>
    public static async Task<string> ReadTextAsync(this HttpRequest request, int most, CancellationToken cancellation)
    {
        var body = await request.ReadBytesAsync(most, cancellation);
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw ApiException.Invalid("body", [new Problem("encoding", "", "the text is not UTF-8")]);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(this HttpRequest request, int most, CancellationToken cancellation)
    {
        if (request.ContentLength > most) throw TooLarge(most);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (body.Length + read > most) throw TooLarge(most);
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static ApiException TooLarge(int most) =>
        new(StatusCodes.Status413PayloadTooLarge, "too-large", "Too large", $"the body is larger than {most} bytes");
}
