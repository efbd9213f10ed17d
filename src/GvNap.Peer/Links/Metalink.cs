using System.Globalization;
using System.Text;
using System.Xml;
using GvNap.Peer.Transfers;

namespace GvNap.Peer.Links;

/// <summary>Writes a Metalink file (RFC 5854): where a content is to be had, and how to know that it is it.</summary>
internal static class Metalink
{
    /// <summary>What its name ends with.</summary>
    public const string Suffix = ".meta4";

    private const string Namespace = "urn:ietf:params:xml:ns:metalink";

    /// <summary>The hash's name in the registry that the RFC refers to.</summary>
    private const string Sha256 = "sha-256";

    private static readonly XmlWriterSettings Settings = new() { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <summary>Writes it.</summary>
    /// <param name="output">Gets the text, in UTF-8.</param>
    /// <param name="links">The addresses, best first.</param>
    /// <param name="hashes">Null if the content is not at hand: then nobody can check what the sources send.</param>
    public static void Write(Stream output, ContentLinks links, PlainHashes? hashes)
    {
        using var xml = XmlWriter.Create(output, Settings);
        xml.WriteStartElement("metalink", Namespace);
        xml.WriteStartElement("file", Namespace);
        xml.WriteAttributeString("name", SafePath.LocalName(links.Name));
        xml.WriteElementString("size", Namespace, links.Content.Size.ToString(CultureInfo.InvariantCulture));
        if (hashes is not null)
        {
            Write(xml, hashes);
        }

        foreach (var (index, link) in links.Links.Index())
        {
            xml.WriteStartElement("url", Namespace);
            xml.WriteAttributeString("priority", (index + 1).ToString(CultureInfo.InvariantCulture));
            xml.WriteString(link.Address.AbsoluteUri);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, PlainHashes hashes)
    {
        WriteHash(xml, hashes.Whole, Sha256);
        if (hashes.Parts.Count == 0)
        {
            return;
        }

        xml.WriteStartElement("pieces", Namespace);
        xml.WriteAttributeString("length", hashes.PartLength.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("type", Sha256);
        foreach (var part in hashes.Parts)
        {
            WriteHash(xml, part, type: null);
        }

        xml.WriteEndElement();
    }

    private static void WriteHash(XmlWriter xml, string hash, string? type)
    {
        xml.WriteStartElement("hash", Namespace);
        if (type is not null)
        {
            xml.WriteAttributeString("type", type);
        }

        xml.WriteString(hash);
        xml.WriteEndElement();
    }
}
