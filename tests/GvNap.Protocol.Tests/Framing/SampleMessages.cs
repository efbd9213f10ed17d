using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using GvNap.Protocol.Messages;

namespace GvNap.Protocol.Tests.Framing;

/// <summary>One envelope of each kind, with every field set: made from the schema, so that no kind is forgotten.</summary>
internal static class SampleMessages
{
    private static readonly OneofDescriptor Kinds = Envelope.Descriptor.Oneofs.Single();

    public static TheoryData<string> Names => [.. Kinds.Fields.Select(kind => kind.Name)];

    public static Envelope Create(string kind)
    {
        var field = Kinds.Fields.Single(field => field.Name == kind);
        var envelope = new Envelope { RequestId = 7, Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        field.Accessor.SetValue(envelope, Fill(field.MessageType));
        return envelope;
    }

    private static IMessage Fill(MessageDescriptor type)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                list.Add(Sample(field));
                list.Add(Sample(field));
            }
            else
            {
                field.Accessor.SetValue(message, Sample(field));
            }
        }

        return message;
    }

    private static object Sample(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => true,
        FieldType.Bytes => ByteString.CopyFrom(0, 1, 2, 254, 255),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, 1),
        FieldType.Message => Fill(field.MessageType),
        FieldType.String => "Grüße, 世界 🎵",
        FieldType.UInt32 => uint.MaxValue,
        FieldType.UInt64 => ulong.MaxValue,
        var other => throw new NotSupportedException($"The schema has a field of type {other}: give it a sample."),
    };
}
