namespace Lanyard.Tests.Client;

/// <summary>The guide's record as it is printed there, without the line that keeps it from being JSON.</summary>
internal static class GuideRecord
{
    public const string Json = """
        {
          "contact": {
            "address": {
              "address": "Business Park",
              "city": "Elstree",
              "country": "GB",
              "houseNumber": "123",
              "houseNumberSuffix": "a",
              "postalCode": "WD2 3AB",
              "state": "Hertfordshire"
            },
            "cocNumber": "CoC1234567890123",
            "company": "Visit by GES",
            "department": "Training",
            "email": "jdoe@acme.com",
            "fax": "+44 208 123456",
            "firstInitials": "R",
            "firstName": "John",
            "gender": "male",
            "jobFunction": "Software Support",
            "lastName": "Doe",
            "lastNamePrefix": "Van de",
            "phone1": "+44 208 123456",
            "phone2": "+44 208 123456",
            "pictureUrl": "https://image.visitcloud.com/s3_visitevent_91767839-46a3-4ed9-b656-260276d0bcbd",
            "suffix": "esq",
            "title": "Mr.",
            "vatNumber": "GB999 9999 73",
            "website": "www.acme.com"
          },
          "exhibitorQuestions": [
            {
              "answers": [
                {
                  "id": "1zbiwx0v7",
                  "name": "Medium",
                  "type": "label"
                }
              ],
              "id": "1zbiwx0v7",
              "name": "Lead rating",
              "type": "radio"
            }
          ],
          "id": "364e2tkmeyp9t",
          "notes": [
            {
              "id": "1zbixfodg",
              "scanInfo": "Ab",
              "text": "This is a text note",
              "time": "2023-11-30T13:57:31Z",
              "type": "memo"
            },
            {
              "fileURL": "https://connect.visitcloud.com/note/s3_visitcontent_70a91758-4ffa-4b49-8635-6de3f051234",
              "id": "1zbixfodp",
              "scanInfo": "Ab",
              "time": "2023-11-30T13:58:03Z",
              "type": "image"
            },
            {
              "fileURL": "https://connect.visitcloud.com/note/s3_visitcontent_fab356e3-fc66-44e8-b244-3a94f9334567",
              "id": "1zbixfodu",
              "scanInfo": "Ab",
              "time": "2023-11-30T13:58:38Z",
              "type": "audio"
            }
          ],
          "profileQuestions": [
            "profileQuestions",
            [
              {
                "answers": [
                  {
                    "id": "1z8s4wm0y",
                    "name": "Director",
                    "type": "label"
                  }
                ],
                "id": "1z8s4wm0y",
                "name": "What is your seniority level?",
                "type": "radio"
              }
            ]
          ],
          "revision": 10122537397,
          "scanInfo": "John Smith",
          "source": "barcode",
          "state": "completed",
          "time": "2023-08-24T11:33:54Z"
        }
        """;
}
