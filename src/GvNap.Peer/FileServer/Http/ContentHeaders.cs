using GvNap.Protocol.Content;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using SharedFile = GvNap.Peer.Sharing.SharedFile;

namespace GvNap.Peer.FileServer.Http;

/// <summary>The headers that describe a content.</summary>
internal static class ContentHeaders
{
    /// <summary>The digest of the whole content (RFC 9530).</summary>
    private const string ReprDigest = "Repr-Digest";

    /// <summary>The entity tag: the content id, which names these bytes for ever.</summary>
    public static EntityTagHeaderValue TagOf(ContentId content) => new($"\"{content}\"");

    /// <summary>Writes them.</summary>
    public static void Write(HttpResponse response, SharedFile file, ContentSelection selection)
    {
        var headers = response.GetTypedHeaders();
        headers.ETag = TagOf(file.Content);
        headers.Headers.AcceptRanges = "bytes";
        if (selection.Status is StatusCodes.Status304NotModified or StatusCodes.Status412PreconditionFailed)
        {
            return;
        }

        if (selection.Status == StatusCodes.Status416RangeNotSatisfiable)
        {
            headers.ContentRange = new ContentRangeHeaderValue(file.Content.Size);
            return;
        }

        if (selection.Status == StatusCodes.Status206PartialContent)
        {
            headers.ContentRange = new ContentRangeHeaderValue(selection.Offset, selection.Offset + selection.Length - 1, file.Content.Size);
        }

        headers.ContentLength = selection.Length;
        Describe(headers, file);
    }

    private static void Describe(ResponseHeaders headers, SharedFile file)
    {
        // Whatever it is: a browser saves it, and takes it for no page of this peer's.
        headers.Headers.ContentType = "application/octet-stream";
        headers.Headers.XContentTypeOptions = "nosniff";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name[(file.Name.LastIndexOf('/') + 1)..]);
        headers.ContentDisposition = disposition;
        if (file.Content.Size <= PieceGeometry.BlockLength)
        {
            // A tree of one block is its plain hash.
            headers.Headers[ReprDigest] = $"sha-256=:{Convert.ToBase64String(file.Content.Root.ToBytes())}:";
        }
    }
}
